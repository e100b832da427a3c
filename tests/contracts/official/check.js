// Reads an AsyncAPI document with the official parser: node check.js FILE; ends with 1 where it finds a fault.
import { readFile } from "node:fs/promises";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser/cjs/index.js";

const [file] = process.argv.slice(2);
const { document, diagnostics } = await new Parser().parse(await readFile(file, "utf8"), { source: file });

for (const { severity, code, path, message } of diagnostics) {
  console.log(`${DiagnosticSeverity[severity].toLowerCase()} ${code} at ${path.join(".")}: ${message}`);
}
const faults = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);
if (faults.length > 0 || document === undefined) {
  console.log(`the official parser refuses ${file}: ${faults.length} faults`);
  process.exit(1);
}
const operations = document.operations().all().length;
console.log(`the official parser reads ${document.channels().all().length} channels and ${operations} operations`);
