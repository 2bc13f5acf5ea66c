import { onFresh } from "./words";

/** Where it is, besides words: the phone's own position, or a point on the map. Both WGS-84. */
export function startPlace(): void {
  onFresh((root) => root.querySelectorAll<HTMLElement>("[data-place]").forEach(place));
}

function place(box: HTMLElement): void {
  const locate = box.querySelector<HTMLButtonElement>("[data-locate]");
  if (locate && "geolocation" in navigator && window.isSecureContext) {
    locate.hidden = false;
    locate.addEventListener("click", () => position(box, locate));
  }
  const pick = box.querySelector<HTMLButtonElement>("[data-pick-point]");
  if (pick) {
    pick.hidden = false;
    pick.addEventListener("click", () => void choose(box, pick));
  }
}

function position(box: HTMLElement, button: HTMLButtonElement): void {
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fill(box, coords.longitude, coords.latitude);
      say(box, button.dataset.done);
      button.disabled = false;
    },
    () => {
      say(box, button.dataset.failed);
      button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  );
}

async function choose(box: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const frame = document.getElementById(button.dataset.pickPoint ?? "");
  if (!frame) return;
  button.disabled = true;
  const { pickPoint } = await import("./map");
  const done = box.querySelector<HTMLElement>("[data-locate]")?.dataset.done;
  pickPoint(frame, at(box), (lon, lat) => {
    fill(box, lon, lat);
    say(box, done);
  });
}

function at(box: HTMLElement): [number, number] | null {
  const [lon, lat] = ["lon", "lat"].map((name) => input(box, name)?.value ?? "");
  return lon && lat ? [Number(lon), Number(lat)] : null;
}

function input(box: HTMLElement, name: string): HTMLInputElement | null {
  return box.querySelector<HTMLInputElement>(`input[name="${name}"]`);
}

function fill(box: HTMLElement, lon: number, lat: number): void {
  const [x, y] = [input(box, "lon"), input(box, "lat")];
  if (x) x.value = lon.toFixed(6);
  if (y) y.value = lat.toFixed(6);
}

function say(box: HTMLElement, words = ""): void {
  const line = box.querySelector("[data-placed]");
  if (line) line.textContent = words;
}
