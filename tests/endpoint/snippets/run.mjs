// Run each program of the file named, as it is, and write what each shows on the console, as JSON.
import { readFileSync } from "node:fs";

const shown = [];
for (const program of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  shown.push(await new Promise((resolve, reject) => new Function("console", program)({ table: resolve, log: resolve, warn: reject })));
}
process.stdout.write(JSON.stringify(shown));
