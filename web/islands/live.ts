import { refresh } from "./refresh";

/** However many events come, a board is fetched at most this often … */
const PAUSE = 2000;
/** … and not all of a county's boards at the same moment: they are all told at once. */
const SPREAD = 8000;

/** data-live="/events": on each message the element (it needs an id) is fetched anew, from data-fragment or this page. */
export function startLive(): void {
  document.querySelectorAll<HTMLElement>("[data-live][id]").forEach(({ id, dataset }) => {
    const source = new EventSource(dataset.live ?? "");
    const from = dataset.fragment;
    let waiting = false;
    source.addEventListener("message", () => {
      if (waiting || document.hidden) return;
      waiting = true;
      setTimeout(
        () => {
          waiting = false;
          void refresh(from ?? location.href, [id], from !== undefined);
        },
        PAUSE + Math.random() * SPREAD,
      );
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void refresh(from ?? location.href, [id], from !== undefined);
    });
    window.addEventListener("pagehide", () => source.close());
  });
}
