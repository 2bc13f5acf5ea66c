import { onFresh } from "./words";

/** 念给我听: reads an element of the page aloud, sentence by sentence (long texts stop in some browsers). */
export function startSpeak(): void {
  if (!("speechSynthesis" in window)) return;
  onFresh((root) => root.querySelectorAll<HTMLElement>("[data-speak]").forEach(speak));
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

function speak(button: HTMLElement): void {
  const label = button.querySelector("span");
  if (!label) return;
  const start = label.textContent;
  const stopped = () => (label.textContent = start);
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      stopped();
      return;
    }
    const text = document.getElementById(button.dataset.speak ?? "")?.innerText ?? "";
    const sentences = text.match(/[^。！？；.!?\n]+[。！？；.!?]*/g) ?? [];
    sentences.forEach((sentence, at) => {
      const say = new SpeechSynthesisUtterance(sentence);
      say.lang = document.documentElement.lang;
      if (at === sentences.length - 1) say.addEventListener("end", stopped);
      speechSynthesis.speak(say);
    });
    label.textContent = button.dataset.stop ?? "";
  });
}
