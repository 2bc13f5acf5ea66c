import { mend, send } from "./outbox/send";
import { MARK, type Kept, all, drop, freshId, keptOf, put } from "./outbox/store";

/** No network is a normal state: a form with data-outbox is kept in this phone and sent when the network is back. */
const AGAIN = 30_000;
/** Pages of staff hold people's matters: they are kept on phones, which their owners lock, not on the office's desks. */
const PHONE = "(pointer: coarse), (max-width: 48rem)";

type Shelf = HTMLElement;

export function startOutbox(): void {
  const shelf = document.querySelector<Shelf>("[data-outbox-shelf]");
  if (!shelf || !("indexedDB" in window)) return;
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-outbox]")];
  forms.forEach((form) => mark(form, who(shelf)));
  document.addEventListener("submit", (event) => keepWithoutNetwork(event, shelf));
  document.addEventListener("submit", (event) => forgetAtSignOut(event));
  window.addEventListener("online", () => void empty(shelf));
  window.addEventListener("offline", () => void show(shelf));
  setInterval(() => void empty(shelf), AGAIN);
  void empty(shelf);
  window.addEventListener("load", () => void keepPages(shelf, forms.length > 0));
}

function who(shelf: Shelf): string {
  return shelf.dataset.outboxShelf ?? "";
}

/** The worker keeps what bears the mark; a page that it had kept needs a new id, or two matters would be one. */
function mark(form: HTMLFormElement, own: string): void {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = MARK;
  input.value = own;
  form.append(input);
  if (document.body.dataset.keptPage === undefined) return;
  renew(form);
}

function renew(form: HTMLFormElement): void {
  form.querySelectorAll<HTMLInputElement>("input[name=id], input[name=form]").forEach((id) => (id.value = freshId()));
}

function keepWithoutNetwork(event: SubmitEvent, shelf: Shelf): void {
  const form = event.target as HTMLFormElement;
  if (form.dataset.outbox === undefined || event.defaultPrevented) return;
  const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  const marked = form.querySelector<HTMLInputElement>(`input[name="${MARK}"]`);
  // A button that only looks something up is nothing to keep.
  if (marked) marked.disabled = pressed?.formNoValidate ?? false;
  if (navigator.onLine || marked?.disabled) return;
  event.preventDefault();
  const data = new FormData(form);
  if (pressed?.name) data.append(pressed.name, pressed.value);
  void put(keptOf(new URL(form.action).pathname, data)).then(() => {
    form.reset();
    renew(form);
    // What was typed is in the box now, and no draft any more.
    form.dispatchEvent(new Event("input", { bubbles: true }));
    return show(shelf, true);
  });
}

function forgetAtSignOut(event: SubmitEvent): void {
  if ((event.target as HTMLFormElement).action.endsWith("/sign-out")) void caches?.delete("lx-pages");
}

let sending = false;
let shown = "";

/** Sends what waits, one after the other, the oldest first. */
async function empty(shelf: Shelf): Promise<void> {
  if (sending || !navigator.onLine) return show(shelf);
  sending = true;
  try {
    for (const kept of await all()) {
      if (kept.state !== "waits" || kept.who !== who(shelf)) continue;
      const sent = await send(kept);
      if (sent === "no-network" || sent === "sign-in") break;
    }
  } finally {
    sending = false;
  }
  await show(shelf);
}

async function show(shelf: Shelf, focus = false): Promise<void> {
  const kept = (await all()).filter((one) => one.who === who(shelf));
  const say = (name: string) => shelf.dataset[name] ?? "";
  const waits = kept.filter((one) => one.state === "waits").length;
  const line = shelf.querySelector<HTMLElement>("[data-outbox-said]");
  const list = shelf.querySelector("ul");
  if (!line || !list) return;
  const now = JSON.stringify([navigator.onLine, kept.map(({ key, state }) => [key, state])]);
  if (now === shown) return;
  shown = now;
  shelf.hidden = navigator.onLine && kept.length === 0;
  line.textContent = [
    navigator.onLine ? "" : say("offline"),
    waits > 0 ? say("waiting").replace("{n}", String(waits)) : "",
  ]
    .filter(Boolean)
    .join(" ");
  shelf.querySelector<HTMLElement>(".lx-banner")!.hidden = line.textContent === "";
  list.replaceChildren(...kept.map((one) => row(shelf, one)));
  list.hidden = kept.length === 0;
  if (focus) shelf.focus();
}

function row(shelf: Shelf, kept: Kept): HTMLElement {
  const say = (name: string) => shelf.dataset[name] ?? "";
  const line = document.createElement("li");
  line.className = "lx-row";
  const words = document.createElement("span");
  words.className = "grow";
  const title = document.createElement("strong");
  title.textContent = kept.title || say("untitled");
  const more = document.createElement("span");
  more.className = "lx-2 lx-small";
  more.textContent = `${clock(kept.at)} ${say(kept.state)}`;
  words.append(title, document.createElement("br"), more);
  const [number, word] = kept.answer?.numbers ?? [];
  if (number && word) {
    const both = document.createElement("b");
    both.className = "d-block";
    both.textContent = say("numbers").replace("{number}", number).replace("{word}", word);
    words.append(both);
  }
  line.append(words, ...buttons(shelf, kept));
  return line;
}

function buttons(shelf: Shelf, kept: Kept): HTMLElement[] {
  const button = (text: string, act: () => Promise<void>) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.textContent = text;
    made.addEventListener("click", () => void act());
    return made;
  };
  if (kept.state === "look") return [button(shelf.dataset.mend ?? "", () => mend(kept))];
  if (kept.state !== "sent") return [];
  const seen = button(shelf.dataset.seen ?? "", async () => {
    await drop(kept.key);
    await show(shelf);
  });
  return [seen];
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

/** The worker answers without a network; the pages that it shall answer with are put beside it. */
async function keepPages(shelf: Shelf, holdsForm: boolean): Promise<void> {
  const worker = shelf.dataset.worker;
  if (!worker || !("serviceWorker" in navigator) || !window.isSecureContext) return;
  try {
    await navigator.serviceWorker.register(worker);
    const offered = holdsForm || document.querySelector("[data-offline-page]") !== null;
    if (!offered || !navigator.onLine || document.body.dataset.keptPage !== undefined) return;
    if (who(shelf) !== "" && !matchMedia(PHONE).matches) return;
    const pages = await caches.open("lx-pages");
    await pages.add(new Request(location.href, { credentials: "same-origin" }));
    const assets = await caches.open("lx-assets");
    const used = performance.getEntriesByType("resource").map(({ name }) => name);
    await Promise.all(
      used.filter((name) => new URL(name).pathname.startsWith("/assets/")).map((name) => assets.add(name)),
    );
  } catch {
    // A private window, or a full phone: everything works as long as there is a network.
  }
}
