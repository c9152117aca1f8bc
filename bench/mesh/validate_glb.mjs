// Runs the official glTF validator over the given GLBs: `ok NAME` or `FAILED NAME: why` a file.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import validator from "gltf-validator";

let failed = false;
for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(file)));
  const bad = report.issues.messages.filter((message) => message.severity <= 1);
  failed ||= bad.length > 0;
  const why = bad.slice(0, 3).map((message) => `${message.code} at ${message.pointer}`).join(", ");
  console.log(bad.length > 0 ? `FAILED validator ${basename(file)}: ${why}` : `ok validator ${basename(file)}`);
}
process.exit(failed ? 1 : 0);
