// One sprite of the Tabler outline icons that icons.txt names. An unknown name stops the build.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const outline = "node_modules/@tabler/icons/icons/outline";

/** @param {string} root folder of web/ */
export function iconNames(root) {
  return readFileSync(join(root, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
}

/** @param {string} root @param {string} name @returns {string} one `<symbol>` */
function symbol(root, name) {
  const source = readFileSync(join(root, outline, `${name}.svg`), "utf8");
  const drawing = source
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<svg[\s\S]*?>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

/** @param {string} root folder of web/ @returns {string} the sprite */
export function sprite(root) {
  const symbols = iconNames(root)
    .map((name) => symbol(root, name))
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`;
}
