import { onFresh } from "./words";

/** Speaking instead of writing: a recording goes into the form's own file input. */
export function startVoice(): void {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) return;
  onFresh((root) => root.querySelectorAll<HTMLElement>("[data-voice]").forEach(voice));
}

/** Two minutes are enough to tell a matter and small enough to send. */
const LONGEST = 120_000;

function voice(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>("input[type=file]");
  const button = box.querySelector("button");
  const label = button?.querySelector("span");
  const player = box.querySelector("audio");
  if (!input || !button || !label || !player) return;
  const start = label.textContent ?? "";
  let recorder: MediaRecorder | null = null;
  const show = (on: boolean) => {
    button.setAttribute("aria-pressed", String(on));
    label.textContent = on ? (button.dataset.stop ?? "") : start;
  };
  box.hidden = false;
  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return recorder.stop();
    try {
      recorder = await record((sound) => {
        show(false);
        const files = new DataTransfer();
        files.items.add(sound);
        input.files = files.files;
        player.src = URL.createObjectURL(sound);
        player.hidden = false;
      });
      show(true);
    } catch {
      // No microphone, or not allowed: the text field stands above.
      box.hidden = true;
    }
  });
}

async function record(done: (sound: File) => void): Promise<MediaRecorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => {
    stream.getTracks().forEach((track) => track.stop());
    const type = recorder.mimeType.split(";")[0] || "audio/webm";
    done(new File(parts, `voice.${type.endsWith("mp4") ? "m4a" : "webm"}`, { type }));
  });
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  return recorder;
}
