// The style bundles: Tabler reduced to the classes that templates use, then our own sheets.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, Features, transform } from "lightningcss";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import { tooNewForPhones } from "./phones.mjs";
import { everywhere, staff } from "./safelist.mjs";

const tabler = "node_modules/@tabler/core/dist/css/tabler.css";
const templateFolders = ["../platform/web/ui", "../modules", "../server", "../engines"];
/** lightningcss writes a version as major << 16. */
const version = (/** @type {number} */ major) => major << 16;
// Lowering logical properties repeats each rule per writing direction; old phones that miss one lose a round corner.
const exclude = Features.LogicalProperties | Features.DirSelector | Features.LangSelectorList;

/** @typedef {{ path: string, text: string }} Template */

/** @param {string} folder @returns {string[]} every .html below it */
function htmlBelow(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // a floor of the house that is not built yet
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "target" ? [] : htmlBelow(path);
    return entry.name.endsWith(".html") ? [path] : [];
  });
}

/** @param {string} root folder of web/ @returns {Template[]} */
export function templates(root) {
  return templateFolders
    .flatMap((folder) => htmlBelow(join(root, folder)))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** A resident sees pages on the resident and bare layouts; macro files serve both. @param {Template} template */
function servesResidents({ path, text }) {
  const layout = /\{%-?\s*extends\s+"([^"]+)"/.exec(text)?.[1];
  if (layout) return layout === "resident.html" || layout === "bare.html";
  return !/\/(desk|wall|print|sheet)\.html$/.test(path);
}

/** @param {string} css @param {Template[]} pages @param {string[]} safelist */
async function reduce(css, pages, safelist) {
  const [result] = await new PurgeCSS().purge({
    content: pages.map(({ text }) => ({ raw: text, extension: "html" })),
    css: [{ raw: css }],
    safelist: { standard: [...safelist, "html", "body", "data-bs-theme"], variables: [] },
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  return result?.css ?? "";
}

/** Takes out what a browser of 2020 would misread: one unknown selector drops its whole rule there. */
const forPhones = {
  postcssPlugin: "for-phones",
  /** @param {import("postcss").Root} root */
  Once(root) {
    root.walkAtRules(/^(property|layer|container|supports)$/, (rule) => void rule.remove());
    root.walkDecls((declaration) => {
      if (tooNewForPhones.value.test(declaration.value)) declaration.remove();
    });
    root.walkRules((rule) => {
      const kept = rule.selectors.filter((selector) => !tooNewForPhones.selector.test(selector));
      if (kept.length === 0) rule.remove();
      else if (kept.length < rule.selectors.length) rule.selectors = kept;
    });
  },
};

/** The reader's own choice of a dark screen gets the same colours as the attribute. */
const darkByChoice = {
  postcssPlugin: "dark-by-choice",
  /** @param {import("postcss").Root} root */
  Once(root) {
    root.walkRules('[data-bs-theme="dark"]', (rule) => {
      const twin = rule.clone({ selector: ":root:not([data-bs-theme])" });
      const media = postcss.atRule({ name: "media", params: "screen and (prefers-color-scheme: dark)" });
      media.append(twin);
      rule.after(media);
    });
  },
};

/** Bars take their width from data; a strict policy allows no style attribute. */
function widths() {
  return Array.from({ length: 101 }, (_, percent) => `.lx-w-${percent}{width:${percent}%}`).join("");
}

/** @param {string} root @param {string} name @param {number} chrome oldest Chrome */
async function own(root, name, chrome) {
  const { code } = bundle({
    filename: join(root, "styles", name),
    targets: { chrome: version(chrome) },
    exclude,
  });
  const { css } = await postcss([darkByChoice]).process(code.toString() + widths(), { from: undefined });
  return css;
}

/** @param {string} name @param {string} css @param {number} chrome */
function minify(name, css, chrome) {
  const { code } = transform({
    filename: name,
    code: Buffer.from(css),
    minify: true,
    targets: { chrome: version(chrome) },
    exclude,
  });
  return code.toString();
}

/** @param {string} root folder of web/ @returns {Promise<Record<string, string>>} bundle name to css */
export async function styles(root) {
  const pages = templates(root);
  const whole = readFileSync(join(root, tabler), "utf8").replace(/\/\*#.*?\*\//g, "");
  const phone = 87;
  const office = 120;
  const few = await reduce(whole, pages.filter(servesResidents), everywhere);
  const reduced = await postcss([forPhones]).process(few, { from: undefined });
  const many = await reduce(whole, pages, [...everywhere, ...staff]);
  return {
    "resident.css": minify("resident.css", reduced.css + (await own(root, "resident.css", phone)), phone),
    "desk.css": minify("desk.css", many + (await own(root, "desk.css", office)), office),
    "paper.css": minify("paper.css", await own(root, "paper.css", phone), phone),
  };
}
