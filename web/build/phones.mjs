// What Chrome 87 (old phones, embedded web views) cannot read. Unknown values are skipped by the browser only
// when they hold no var(), and one unknown selector drops the whole rule, so neither may reach a resident page.
export const tooNewForPhones = {
  value: /color-mix\(|\b(?:oklch|oklab|lch|lab|light-dark)\(|\bfrom\s+(?:var|#)|\d(?:dvh|svh|lvh|dvw)\b/,
  selector: /:has\(|:is\(|:where\(|:not\([^()]*,|&/,
  rule: /@(?:property|layer|container|scope)\b/,
  declaration: /(?:^|[;{])(?:aspect-ratio|translate|rotate|scale):/,
};

/** @param {string} css minified @returns {string[]} what was found, empty when the sheet is fit for old phones */
export function findTooNew(css) {
  return Object.entries(tooNewForPhones).flatMap(([kind, pattern]) => {
    const found = new RegExp(pattern.source, "g");
    return [...css.matchAll(found)].map((hit) => `${kind}: ${css.slice(hit.index, hit.index + 60)}`);
  });
}
