import { near, onFresh, word } from "./words";

/** Copy, print, what is left to write, and the summary of errors: each appears only where the browser can. */
export function startExtras(): void {
  onFresh((root) => {
    root.querySelectorAll<HTMLElement>("[data-print]").forEach((button) => (button.hidden = false));
    if ("clipboard" in navigator) {
      root.querySelectorAll<HTMLElement>("[data-copy]").forEach((button) => (button.hidden = false));
    }
    root.querySelectorAll<HTMLTextAreaElement>("textarea[data-left]").forEach(count);
    root.querySelector<HTMLElement>("[data-focus]")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (near(event, "[data-print]")) window.print();
    const copy = near(event, "[data-copy]");
    if (copy) void take(copy);
  });
}

async function take(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const last = button.lastChild;
  if (!last) return;
  const words = last.textContent;
  last.textContent = word("copied");
  setTimeout(() => (last.textContent = words), 2000);
}

/** The count appears when a tenth is left; a reader hears it then and not at every key. */
function count(area: HTMLTextAreaElement): void {
  if (area.dataset.counted !== undefined) return;
  area.dataset.counted = "";
  const line = document.createElement("div");
  line.className = "lx-count";
  line.setAttribute("role", "status");
  area.after(line);
  const show = () => {
    const left = area.maxLength - area.value.length;
    line.textContent = left <= area.maxLength / 10 ? (area.dataset.left ?? "").replace("{n}", String(left)) : "";
  };
  area.addEventListener("input", show);
  show();
}
