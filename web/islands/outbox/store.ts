/** What was written without a network, kept in this browser until the county has it. Shared with the worker. */

/** The hidden field by which the worker knows a form that may be kept: it holds the writer's key. */
export const MARK = "lx-outbox";

export interface Kept {
  key: string;
  /** Address of the form's action, without host. */
  path: string;
  /** Who wrote it: nobody else's session may send it. Empty for somebody without an account. */
  who: string;
  /** The first words, to know it by. */
  title: string;
  /** Milliseconds since 1970. */
  at: number;
  fields: [string, string | File][];
  /** waits; look: the county wants something mended; sent: told until the person has seen it. */
  state: "waits" | "look" | "sent";
  /** What the county answered: address of the page, number and query word. */
  answer?: { href: string; numbers: string[] };
}

const NAME = "lx-outbox";
const SHELF = "kept";
const TITLE = 24;

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function run<T>(mode: IDBTransactionMode, act: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await opened();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = base.transaction(SHELF, mode);
      const request = act(transaction.objectStore(SHELF));
      // Told only when it is on the phone's disk, not when it was asked for.
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    base.close();
  }
}

export async function all(): Promise<Kept[]> {
  const kept = await run<Kept[]>("readonly", (shelf) => shelf.getAll());
  return kept.sort((one, other) => one.at - other.at);
}

export async function put(kept: Kept): Promise<void> {
  await run("readwrite", (shelf) => shelf.put(kept));
}

export async function drop(key: string): Promise<void> {
  await run("readwrite", (shelf) => shelf.delete(key));
}

/** A form as it was sent. The same form kept twice is one thing: its own id is the key. */
export function keptOf(path: string, data: FormData): Kept {
  const fields = [...data.entries()].filter(([name, value]) => name !== MARK && !isEmptyFile(value));
  const words = ["what", "answer", "words"].map((name) => data.get(name)).find((value) => value);
  const id = data.get("id") ?? data.get("form");
  return {
    key: typeof id === "string" && id !== "" ? id : freshId(),
    path,
    who: String(data.get(MARK) ?? ""),
    title: typeof words === "string" ? [...words.trim()].slice(0, TITLE).join("") : "",
    at: Date.now(),
    fields,
    state: "waits",
  };
}

function isEmptyFile(value: FormDataEntryValue): boolean {
  return typeof value !== "string" && value.size === 0;
}

/** UUIDv7, as the server makes them: a page that was kept has the id of the day it was kept on. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let at = 0; at < 6; at += 1) bytes[at] = Math.floor(now / 2 ** (8 * (5 - at))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
