// Bytes of the dashboard's and the workspace's document, raw and compressed, for a person with 0 to 3 assets.
//   node bench/documents.mjs http://127.0.0.1:3000     (a server with the sandbox and the built-in generator)
import { brotliCompressSync, gzipSync } from 'node:zlib';

const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const cookies = new Map();

/** Fetches with the cookies of this run's person, and remembers new ones. */
async function call(path, options = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'sec-fetch-site': 'same-origin', ...options.headers };
  const answer = await fetch(new URL(path, base), { redirect: 'manual', ...options, headers });
  for (const line of answer.headers.getSetCookie()) {
    const [name, value] = line.split(';')[0].split('=', 2);
    cookies.set(name, value);
  }
  return answer;
}

function form(fields) {
  return { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'text/html', origin: base } };
}

/** A page's document. A token that expired meanwhile is renewed by redirects, as in a browser. */
async function page(path) {
  let answer = await call(path, { headers: { accept: 'text/html' } });
  for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 5; hops += 1) {
    answer = await call(answer.headers.get('location'), { headers: { accept: 'text/html' } });
  }
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return answer.text();
}

async function report(path, assets) {
  const document = Buffer.from(await page(path));
  const [gzip, brotli] = [gzipSync(document, { level: 9 }), brotliCompressSync(document)];
  console.log(`${path.padEnd(12)} ${assets} assets ${document.length} raw ${gzip.length} gzip ${brotli.length} brotli`);
}

await call('/sandbox/clerk/sign-up', form({ email_address: `bench-${Date.now()}@example.com`, redirect_url: '/dashboard' }));
for (let assets = 0; ; assets += 1) {
  for (const path of ['/dashboard', '/workspace']) await report(path, assets);
  if (assets === 3) break;
  const id = (await page('/dashboard')).match(/name="generation_id"[^>]*value="([^"]+)"/)[1];
  await call('/api/generation/start', form({ generation_id: id, mode: 'text', prompt: 'a red robot with a flower', style: 'realistic' }));
  while ((await page('/workspace')).includes('data-slot="job-status"')) await new Promise((done) => setTimeout(done, 500));
}
