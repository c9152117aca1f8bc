// Writes NAME.br and NAME.gz beside each file named on the command line: `node compress.mjs best|quick FILE...`
// Node's own zlib is native code, and Node is needed for the bundle anyway.
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [effort, ...files] = process.argv.slice(2);
const quality = effort === "best" ? constants.BROTLI_MAX_QUALITY : 4;
const level = effort === "best" ? constants.Z_BEST_COMPRESSION : 4;

await Promise.all(
  files.map(async (file) => {
    const content = await readFile(file);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level }));
  }),
);
