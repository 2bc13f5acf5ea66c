// The real program with a small demonstration county of its own, on a free port of this machine.

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const HOUSE = resolve(import.meta.dirname, "../..");
const COUNTY = "370114";

/** 三角湾村, the village whose street lamps the demonstration tells of. */
export const VILLAGE = "三角湾";

function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(HOUSE, "target");
  const built = [join(target, "release/lianxin"), join(target, "debug/lianxin")].filter((place) => existsSync(place));
  // The one that was built last: the other may be weeks old.
  const [newest] = built.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  const found = process.env.LIANXIN_BIN ?? newest;
  if (!found) throw new Error(`there is no program in ${target}: cargo build -p lianxin`);
  return found;
}

function freePort() {
  return new Promise((free, taken) => {
    const server = createServer();
    server.once("error", taken);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => free(port));
    });
  });
}

/** Makes the county, serves it, and says where: {base, address, logins, stop}. cases: how many requests it holds. */
export async function start({ cases = 150 } = {}) {
  const data = mkdtempSync(join(tmpdir(), "lianxin-journeys-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const settings = ["--data", data, "--listen", `127.0.0.1:${port}`, "--address", address];
  const env = { ...process.env, LIANXIN_RATE_LIMIT: "off" };
  const remove = () => rmSync(data, { recursive: true, force: true });
  try {
    const make = ["demo", ...settings, "--cases", String(cases), "--only-make"];
    const made = await promisify(execFile)(binary(), make, { env });
    const logins = readLogins(made.stdout);
    const program = spawn(binary(), ["demo", ...settings], { env, stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise((end) => program.once("exit", end));
    await ready(program, address);
    return {
      address,
      base: `${address}/${COUNTY}`,
      logins,
      async stop() {
        program.kill("SIGTERM");
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The lines "  login  password  role" of what the program prints. */
function readLogins(printed) {
  const lines = printed.split("\n").map((line) => line.match(/^ {2}([a-z]+) +(\S+) +(.+)$/));
  return new Map(lines.filter(Boolean).map(([, login, password]) => [login, password]));
}

/** Waits until the program answers; what it says by then is told when it ends instead. */
async function ready(program, address) {
  const said = [];
  for (const stream of [program.stdout, program.stderr]) {
    createInterface({ input: stream }).on("line", (line) => said.push(line));
  }
  for (;;) {
    if (program.exitCode !== null) throw new Error(`the program ended: ${said.join("\n")}`);
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 100));
  }
}
