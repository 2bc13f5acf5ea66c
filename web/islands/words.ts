/** Words come from the server, in the reader's language: data- attributes of <body> or of the element itself. */
export function word(name: string): string {
  return document.body.dataset[name] ?? "";
}

/** Runs on the page as it came and again on every part that htmx or a refresh puts in. */
export function onFresh(start: (root: ParentNode) => void): void {
  start(document);
  document.addEventListener("lx:fresh", (event) => start(event.target as HTMLElement));
}

export function announceFresh(part: Element): void {
  part.dispatchEvent(new CustomEvent("lx:fresh", { bubbles: true }));
}

/** The nearest element that matches, seen from the target of an event. */
export function near<T extends HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}
