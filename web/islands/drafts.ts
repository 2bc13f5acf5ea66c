import { onFresh, word } from "./words";

/** What was typed in a form with data-draft-key, kept in this browser until the server has it. */
interface Draft {
  fields: Record<string, string>;
  /** Address of the form's page. */
  path: string;
  /** Milliseconds since 1970. */
  at: number;
  sent: boolean;
}

const PREFIX = "lx-draft:";
const WEEK = 7 * 24 * 3600 * 1000;

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function startDrafts(): void {
  forgetOld();
  forgetAnswered();
  onFresh((root) => root.querySelectorAll<HTMLFormElement>("form[data-draft-key]").forEach(restore));
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft-key]");
    if (form) keep(form, false);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.draftKey !== undefined) keep(form, true);
    // Another person may sit here next.
    if (form.action.endsWith("/sign-out")) keys().forEach((key) => localStorage.removeItem(key));
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = (event.target as Element).closest?.<HTMLFormElement>("form[data-draft-key]");
    const status = (event as CustomEvent).detail?.ctx?.response?.status ?? 0;
    if (form && status >= 200 && status < 400) localStorage.removeItem(keyOf(form));
  });
}

function keyOf(form: HTMLFormElement): string {
  return `${PREFIX}${location.pathname}:${form.dataset.draftKey}`;
}

function keys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function fields(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((element): element is Field => {
    const kept =
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement ||
      (element instanceof HTMLInputElement && !["password", "file", "hidden", "submit"].includes(element.type));
    return kept && (element as Field).name !== "" && !("noDraft" in (element as Field).dataset);
  });
}

function keep(form: HTMLFormElement, sent: boolean): void {
  const typed: Record<string, string> = {};
  for (const field of fields(form)) {
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      if (field.checked) typed[field.name] = field.value;
    } else if (field.value !== "") {
      typed[field.name] = field.value;
    }
  }
  const draft: Draft = { fields: typed, path: location.pathname + location.search, at: Date.now(), sent };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the form itself works all the same.
  }
}

function restore(form: HTMLFormElement): void {
  const key = keyOf(form);
  const draft = read(key);
  if (!draft) return;
  // The server sent the form back with its errors: what it kept is newer than the draft.
  if (form.querySelector("[aria-invalid=true]")) return localStorage.removeItem(key);
  let changed = false;
  for (const field of fields(form)) {
    const value = draft.fields[field.name];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      field.checked = field.value === value;
    } else if (field.value === "" || field instanceof HTMLSelectElement) {
      changed = changed || field.value !== value;
      field.value = value;
    }
  }
  if (changed) say(form);
}

function say(form: HTMLFormElement): void {
  const note = document.createElement("p");
  note.className = "lx-2 mb-0";
  note.setAttribute("role", "status");
  note.textContent = word("draft");
  form.prepend(note);
}

/** A page that the sent form led to: the server has it. An error page says data-keep-drafts. */
function forgetAnswered(): void {
  if (document.querySelector("[data-keep-drafts]")) return;
  const way = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  if (way?.type !== "navigate" || !document.referrer.startsWith(location.origin)) return;
  const from = document.referrer.slice(location.origin.length);
  for (const key of keys()) {
    const draft = read(key);
    if (draft?.sent && draft.path === from) localStorage.removeItem(key);
  }
}

function forgetOld(): void {
  for (const key of keys()) {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > WEEK) localStorage.removeItem(key);
  }
}
