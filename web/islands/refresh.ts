import { QUIET } from "./lapse";
import { announceFresh } from "./words";

/** Fetches a page and puts its elements with these ids in the place of ours. A failure leaves the page as it is. */
export async function refresh(address: string, ids: string[], fragment = false): Promise<void> {
  try {
    // A wall screen has nobody before it: there the page itself keeps the sign-in open, until its day is over.
    const quiet = document.documentElement.dataset.lx === "wall" ? {} : QUIET;
    const answer = await fetch(address, {
      headers: fragment ? { "HX-Request": "true", ...quiet } : quiet,
      credentials: "same-origin",
    });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) replace(id, fresh);
  } catch {
    // No network: the next round will do.
  }
}

function replace(id: string, fresh: Document): void {
  const old = document.getElementById(id);
  const next = fresh.getElementById(id);
  if (!old || !next || old.contains(document.activeElement) || old.isEqualNode(next)) return;
  const part = document.adoptNode(next);
  // What somebody opened stays open.
  const opened = [...old.querySelectorAll("details")];
  part.querySelectorAll("details").forEach((detail, at) => {
    if (opened[at]?.open) detail.open = true;
  });
  old.replaceWith(part);
  announceFresh(part);
}
