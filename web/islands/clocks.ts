import { refresh } from "./refresh";

const MINUTE = 60_000;

/** Working time has a calendar, so the server says it anew each minute; nothing is reckoned here. */
export function startClocks(): void {
  setInterval(() => {
    if (document.hidden) return;
    const ids = [...document.querySelectorAll("[data-clock]")].map((clock) => clock.id).filter(Boolean);
    if (ids.length > 0) void refresh(location.href, ids);
  }, MINUTE);
}
