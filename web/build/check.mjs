// Weighs what a first visit loads, compressed, and reads again whether old phones can read it. Fails when too heavy.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { findTooNew } from "./phones.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const read = (/** @type {string} */ file) => readFileSync(join(dist, file));
/** @type {Record<string, string>} */
const manifest = JSON.parse(read("manifest.json").toString());
const KB = 1000;

/** Limits leave room for the page itself: 3 KB for a resident's, 20 KB for a list at the desk. */
const visits = [
  { page: "resident", limit: 45 * KB, files: ["resident.css", "resident.js", "icons.svg", "seal.svg"] },
  { page: "paper", limit: 20 * KB, files: ["paper.css", "resident.js", "seal.svg"] },
  { page: "desk", limit: 230 * KB, files: ["desk.css", "desk.js", "icons.svg", "seal.svg"] },
  {
    page: "board",
    limit: 630 * KB,
    files: ["desk.css", "desk.js", "icons.svg", "seal.svg", "chart.js", "map.js", "map.css"],
  },
];

/** A script and what it imports at once. @param {string} file @returns {string[]} */
function withImports(file) {
  if (!file.endsWith(".js")) return [file];
  const code = read(file).toString();
  const imports = [...code.matchAll(/\bfrom\s*"\.\/([^"]+)"|\bimport\s*"\.\/([^"]+)"/g)];
  return [file, ...imports.flatMap((found) => withImports(String(found[1] ?? found[2])))];
}

/** @param {string[]} names @returns {number} bytes, each file once */
function weigh(names) {
  const files = new Set(names.flatMap((name) => withImports(manifest[name] ?? `missing: ${name}`)));
  return [...files].reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0);
}

const inKb = (/** @type {number} */ bytes) => `${(bytes / KB).toFixed(1)} KB`;
let good = true;
for (const { page, limit, files } of visits) {
  const weight = weigh(files);
  if (weight > limit) good = false;
  console.log(
    `${weight > limit ? "FAIL" : "ok  "} ${page.padEnd(9)} ${inKb(weight).padStart(9)} of ${inKb(limit).padStart(9)}`,
  );
}
const script = weigh(["resident.js"]);
if (script > 12 * KB) good = false;
console.log(`${script > 12 * KB ? "FAIL" : "ok  "} ${"script of residents".padEnd(9)} ${inKb(script)} of 12.0 KB`);
for (const name of ["resident.css", "paper.css"]) {
  const found = findTooNew(read(manifest[name] ?? "").toString());
  if (found.length > 0) good = false;
  console.log(
    `${found.length > 0 ? "FAIL" : "ok  "} ${name} in Chrome 87${found.map((line) => `\n     ${line}`).join("")}`,
  );
}
process.exitCode = good ? 0 : 1;
