// Debian's or anybody's Chromium, and what a person does in it.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUMS = [
  process.env.LIANXIN_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
/** A page may be slow on a busy machine; nothing here measures time. */
const PATIENCE = 60_000;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
export const WALL = { width: 1920, height: 1080 };

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUMS.find((place) => place && existsSync(place)),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A person's own browser: a fresh profile, and a page whose complaints are kept in page.complaints. */
export async function visitor(browser, options = {}) {
  const settings = { viewport: DESKTOP, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options };
  const context = await browser.newContext(settings);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.complaints = [];
  // Chromium tells broken rules of the content security policy and files that are missing as errors of the console.
  page.on("console", (said) => said.type() === "error" && page.complaints.push(`${page.url()} ${said.text()}`));
  page.on("pageerror", (error) => page.complaints.push(`${page.url()} ${error.message}`));
  return page;
}

/** Asks the page again and again until it says yes; what it is asked may take its time. */
export async function until(page, asked) {
  const end = Date.now() + PATIENCE;
  while (!(await page.evaluate(asked))) {
    if (Date.now() > end) throw new Error(`never: ${asked}`);
    await page.waitForTimeout(50);
  }
}

export async function signIn(page, county, login) {
  await page.goto(`${county.base}/sign-in`);
  await page.fill("#login", login);
  await page.fill("#password", county.logins.get(login));
  await page.click("#sign-in [data-submit]");
  await page.waitForURL((address) => !address.pathname.endsWith("/sign-in"));
}

/** A member of staff, signed in. */
export async function staff(browser, county, login, options = {}) {
  const page = await visitor(browser, options);
  await signIn(page, county, login);
  return page;
}

/** What axe finds on the page as it stands, one line each; no line is the good answer. */
export async function barriers(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const rules = { region: { enabled: false } };
    const runOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "best-practice"] };
    const { violations } = await window.axe.run(document, { runOnly, rules });
    return violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => `${node.target} ${node.html}`) }));
  });
  return found.map(({ id, where }) => `${id} (${where.length}): ${where[0].slice(0, 240)}`);
}

/** From the cheapest phone to a desk. */
export const WIDTHS = [320, 390, 768, 1280];

/** What is wrong with the page as it stands: at which widths something sticks out, and what axe finds on the way. */
export async function faults(page) {
  const size = page.viewportSize();
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    found.push(await overflow(page));
  }
  await page.setViewportSize(size);
  found.push(...(await barriers(page)));
  return found.filter(Boolean).map((fault) => `${new URL(page.url()).pathname}: ${fault}`);
}

/** By how many pixels the page is wider than the screen, and what sticks out. */
export function overflow(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide <= 0) return "";
    const out = [...document.querySelectorAll("body *")].find(
      (one) => one.getBoundingClientRect().right > window.innerWidth + 1,
    );
    return `${wide} px too wide: ${out?.outerHTML.slice(0, 160) ?? ""}`;
  });
}
