/** The sign-in lapses when nobody does anything: two minutes before, a dialog says so and one press keeps it open. */
const WARN = 120;
/** Marks what no person asked for: it keeps no sign-in open. */
export const QUIET = { "lx-quiet": "1" };

export function startLapse(): void {
  const dialog = document.getElementById("lapse");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const stay = dialog.dataset.stay ?? "";
  const left = stay.replace(/stay$/, "left");
  let timer = 0;

  const wait = (seconds: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), Math.max(seconds - WARN, 0) * 1000);
  };
  // Another page of the same person may have kept it open meanwhile.
  const look = async (): Promise<void> => {
    const seconds = await ask(left, "GET");
    if (seconds === null) return;
    if (seconds > WARN + 5) return wait(seconds);
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener("close", () => {
    void ask(stay, "POST").then((seconds) => wait(seconds ?? WARN));
  });
  // A phone that slept has not counted.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look();
  });
  wait(Number(dialog.dataset.lapse ?? 0));
}

async function ask(address: string, method: string): Promise<number | null> {
  try {
    const headers = method === "GET" ? QUIET : undefined;
    const answer = await fetch(address, { method, headers, credentials: "same-origin", redirect: "error" });
    return answer.ok ? Number(await answer.text()) : null;
  } catch {
    return null;
  }
}
