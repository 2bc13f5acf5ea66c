import { near } from "./words";

/** data-dialog="id" opens the dialog of this page with that id; without it the link leads to a page with the same form. */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const opener = near(event, "[data-dialog]");
    if (opener && openDialog(opener.dataset.dialog ?? "")) event.preventDefault();
    if (near(event, "[data-close]")) near<HTMLDialogElement>(event, "dialog")?.close();
    document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target as Node)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

export function openDialog(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  dialog.showModal();
  return true;
}
