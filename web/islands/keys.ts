import { openDialog } from "./dialogs";

const rows = "main a.lx-row, main tr[data-row] a.matter, main .cases-table tbody a.matter";

/** J K move, Enter opens (the link has the focus), / searches, ? shows all; others press what says data-key. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const done =
      key === "j"
        ? move(1)
        : key === "k"
          ? move(-1)
          : key === "?"
            ? openDialog("keys")
            : key === "/"
              ? search()
              : press(key);
    if (done) event.preventDefault();
  });
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function move(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(rows)].filter((link) => link.offsetParent !== null);
  if (links.length === 0) return false;
  const marked = links.findIndex((link) => link === document.activeElement);
  const now = marked >= 0 ? marked : links.findIndex((link) => holder(link).classList.contains("is-on"));
  const next = links[Math.min(links.length - 1, Math.max(0, now + step))];
  links.forEach((link) => holder(link).classList.toggle("is-on", link === next || picked(link)));
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function holder(link: HTMLElement): HTMLElement {
  return link.closest("tr") ?? link;
}

function picked(link: HTMLElement): boolean {
  return holder(link).querySelector<HTMLInputElement>("[data-pick]")?.checked ?? false;
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (!field) return press("/");
  field.focus();
  field.select();
  return true;
}

function press(key: string): boolean {
  if (key.length !== 1) return false;
  const found = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!found || found.offsetParent === null) return false;
  found.click();
  return true;
}
