import { onFresh } from "./words";

/** The long side of a photo that is sent, in pixels: a phone's 12 megapixels take minutes on a village network. */
const LONG_SIDE = 1600;

/** Shows what was chosen, makes it smaller, lets it be taken out again. Without this the plain file input works. */
export function startPhotos(): void {
  onFresh((root) => root.querySelectorAll<HTMLElement>("[data-photos]").forEach(photos));
}

function photos(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>("input[type=file]");
  const add = input?.closest<HTMLElement>(".lx-photo");
  if (!input || !add || !canReplaceFiles()) return;
  const most = Number(box.dataset.most ?? 3);
  const chosen: File[] = [];
  const kept = () => box.querySelectorAll("[data-kept]").length;
  const write = () => {
    const files = new DataTransfer();
    chosen.forEach((file) => files.items.add(file));
    input.files = files.files;
    add.hidden = chosen.length + kept() >= most;
  };
  const show = (file: File, tile: HTMLElement) => {
    tile.append(
      drop(box, () => {
        chosen.splice(chosen.indexOf(file), 1);
        tile.remove();
        write();
        input.focus();
      }),
    );
    add.before(tile);
  };
  box.querySelectorAll<HTMLElement>("[data-kept]").forEach((tile) => {
    tile.append(
      drop(box, () => {
        tile.remove();
        write();
        input.focus();
      }),
    );
  });
  input.addEventListener("change", async () => {
    const room = most - chosen.length - kept();
    for (const file of [...(input.files ?? [])].slice(0, room)) {
      const small = await smaller(file);
      chosen.push(small);
      show(small, preview(small));
    }
    write();
  });
  input.form?.addEventListener("reset", () => {
    chosen.length = 0;
    box.querySelectorAll(".lx-photo:not(.add)").forEach((tile) => tile.remove());
    write();
  });
  write();
}

function canReplaceFiles(): boolean {
  try {
    return new DataTransfer().items !== undefined;
  } catch {
    return false;
  }
}

function preview(file: File): HTMLElement {
  const tile = document.createElement("div");
  tile.className = "lx-photo";
  const image = document.createElement("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  tile.append(image);
  return tile;
}

function drop(box: HTMLElement, act: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-icon drop";
  button.setAttribute("aria-label", box.dataset.drop ?? "");
  button.textContent = "×";
  button.addEventListener("click", act);
  return button;
}

/** The photo with its long side at most 1600 px, as JPEG; the file itself where the browser cannot. */
async function smaller(file: File): Promise<File> {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONG_SIDE / Math.max(image.width, image.height));
    if (scale === 1 && file.size < 1_000_000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}
