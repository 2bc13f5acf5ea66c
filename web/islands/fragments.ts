import htmx from "htmx.org";
import { announceFresh } from "./words";

interface Internal {
  initSecurity(policy: unknown, sync: unknown, async: unknown): void;
}

/** htmx would make functions out of attribute texts; the security policy forbids it and so do we, with a clear message. */
function refuse(): never {
  throw new Error("Attributes with code are not allowed here: write an island.");
}

export function startFragments(): void {
  htmx.registerExtension("no-code", {
    init: (api: unknown) => (api as Internal).initSecurity(undefined, refuse, refuse),
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = (event as CustomEvent).detail?.ctx?.target as Element | undefined;
    const part = target?.isConnected ? target : (document.getElementById(target?.id ?? "") ?? document.body);
    announceFresh(part);
    focusHeading(part);
  });
}

/** After a swap the focus stays where it was, or moves to the changed heading; never to the top of the page. */
function focusHeading(part: Element): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const heading = part.querySelector<HTMLElement>("[data-focus], h1, h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
