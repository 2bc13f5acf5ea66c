/** A colour or font of the page, so that drawings follow dark and light. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--lx-${name}`).trim();
}
