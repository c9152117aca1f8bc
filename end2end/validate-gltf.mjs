// Checks models with Khronos' official glTF validator: `node end2end/validate-gltf.mjs FILE|FOLDER ...`.
// Prints every error with its file and place, then a sum; exits 1 when there is one. Warnings are counted only.
// A folder stands for all GLB files in it.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { validateBytes } from "gltf-validator";

const filesIn = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).filter((name) => name.endsWith(".glb")).sort().map((name) => join(path, name))
    : [path];

/** The validator's report on one file; it rejects what is no glTF at all, which is an error like any other. */
async function report(path) {
  try {
    const { issues } = await validateBytes(new Uint8Array(readFileSync(path)), { uri: basename(path) });
    return issues;
  } catch (cause) {
    return { numErrors: 1, numWarnings: 0, messages: [{ severity: 0, code: "UNREADABLE", message: String(cause) }] };
  }
}

const paths = process.argv.slice(2).flatMap(filesIn);
if (paths.length === 0) {
  console.error("usage: node end2end/validate-gltf.mjs FILE.glb|FOLDER ...");
  process.exit(2);
}
let errors = 0;
let warnings = 0;
for (const path of paths) {
  const issues = await report(path);
  errors += issues.numErrors;
  warnings += issues.numWarnings;
  for (const { severity, code, message, pointer } of issues.messages) {
    if (severity === 0) console.error(`${path}: ${code} ${pointer ?? ""} ${message}`);
  }
}
console.log(`${paths.length} files, ${errors} errors, ${warnings} warnings`);
process.exit(errors === 0 ? 0 : 1);
