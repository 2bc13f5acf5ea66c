import { type Kept, drop, put } from "./store";

/** What became of one attempt. */
export type Sent = "sent" | "look" | "sign-in" | "no-network";

/** Sends one kept form as the browser would have. It is the same request however often it is sent: the id is in it. */
export async function send(kept: Kept): Promise<Sent> {
  let answer: Response;
  try {
    answer = await fetch(kept.path, { method: "POST", body: bodyOf(kept), credentials: "same-origin" });
  } catch {
    return "no-network";
  }
  if (new URL(answer.url).pathname.endsWith("/sign-in")) return "sign-in";
  if (answer.ok) {
    await put({ ...kept, fields: [], state: "sent", answer: await read(answer) });
    return "sent";
  }
  // The server is busy or broken, not the form.
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return "no-network";
  await put({ ...kept, state: "look" });
  return "look";
}

function bodyOf(kept: Kept): FormData | URLSearchParams {
  if (kept.fields.some(([, value]) => typeof value !== "string")) {
    const data = new FormData();
    kept.fields.forEach(([name, value]) =>
      typeof value === "string" ? data.append(name, value) : data.append(name, value, value.name),
    );
    return data;
  }
  return new URLSearchParams(kept.fields as [string, string][]);
}

/** The number and the query word are shown once: whoever gave no phone needs them. */
async function read(answer: Response): Promise<Kept["answer"]> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const numbers = [...page.querySelectorAll(".lx-number")].map((number) => number.textContent?.trim() ?? "");
  return { href: answer.url, numbers };
}

/** The county wants something mended: the form is sent by the browser itself, and its page comes back with the mistakes. */
export async function mend(kept: Kept): Promise<void> {
  const form = document.createElement("form");
  form.method = "post";
  form.action = kept.path;
  form.enctype = "multipart/form-data";
  form.hidden = true;
  for (const [name, value] of kept.fields) {
    const input = document.createElement("input");
    input.name = name;
    if (typeof value === "string") {
      input.type = "hidden";
      input.value = value;
    } else {
      const files = new DataTransfer();
      files.items.add(value);
      input.type = "file";
      input.files = files.files;
    }
    form.append(input);
  }
  document.body.append(form);
  await drop(kept.key);
  form.submit();
}
