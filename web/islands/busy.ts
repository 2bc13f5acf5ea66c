import { word } from "./words";

/** No spinner under 300 ms: what is quick shall look quick. */
const PATIENCE = 300;

/** A sent form cannot be sent twice, and says that it is being sent. */
export function startBusy(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    // After the event, or the pressed button's own name and value would not be sent.
    setTimeout(() => lock(form, button));
  });
  // Back from the next page: the browser shows this one as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(unlock);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) unlock(form);
  });
}

function lock(form: HTMLFormElement, pressed: HTMLButtonElement | null): void {
  form.dataset.sending = "";
  form.querySelectorAll<HTMLButtonElement>("button[type=submit], button:not([type])").forEach((button) => {
    button.disabled = true;
  });
  if (!pressed) return;
  setTimeout(() => {
    if (!("sending" in form.dataset) || pressed.dataset.words !== undefined) return;
    pressed.dataset.words = pressed.innerHTML;
    const wheel = document.createElement("span");
    wheel.className = "spinner-border spinner-border-sm me-2";
    wheel.setAttribute("aria-hidden", "true");
    pressed.replaceChildren(wheel, word("busy"));
  }, PATIENCE);
}

function unlock(form: HTMLFormElement): void {
  delete form.dataset.sending;
  form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => {
    if (button.dataset.words !== undefined) {
      button.innerHTML = button.dataset.words;
      delete button.dataset.words;
    }
    button.disabled = false;
  });
}
