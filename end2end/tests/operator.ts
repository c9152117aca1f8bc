import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the server's own program beside the running server, on its data folder (DATA_DIR). Answers what it says. */
export async function makeit3d(...words: string[]): Promise<string> {
  const program = process.env.MAKEIT3D_BINARY;
  if (!program) throw new Error('set MAKEIT3D_BINARY to the program that serves BASE_URL');
  const { stdout } = await run(program, words, { env: { ...process.env, RUST_LOG: 'warn' }, maxBuffer: 1 << 24 });
  return stdout;
}

/** What tests change in a catalogue. */
interface Catalogue {
  technologies: { slug: string; setup: number }[];
}

/** Offers a technology from now on for another set-up price, in cents. */
export async function changeSetup(technology: string, change: (cents: number) => number): Promise<void> {
  const catalogue = JSON.parse(await makeit3d('catalogue', 'show')) as Catalogue;
  const found = catalogue.technologies.find(({ slug }) => slug === technology);
  if (!found) throw new Error(`there is no ${technology}`);
  found.setup = change(found.setup);
  const folder = await mkdtemp(path.join(tmpdir(), 'catalogue-'));
  try {
    const file = path.join(folder, 'catalogue.json');
    await writeFile(file, JSON.stringify(catalogue));
    await makeit3d('catalogue', 'load', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The items of an order as the operator sees them: the id of the one with these words. */
export async function itemId(order: string, words: string): Promise<string> {
  const lines = (await makeit3d('orders', 'show', order)).split('\n');
  const id = lines.find((line) => line.startsWith('itm_') && line.includes(words))?.split(' ')[0];
  if (!id) throw new Error(`no item “${words}” in\n${lines.join('\n')}`);
  return id;
}
