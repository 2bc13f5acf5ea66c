// Pictures of the real program for the README: npm run pictures

import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { DESKTOP, PHONE, launch, staff, visitor } from "./browser.js";
import { start } from "./program.js";
import { posterCode, report } from "./resident.js";

const FOLDER = resolve(import.meta.dirname, "../../docs/pictures");
const MOST = 150 * 1024;
const WORDS = "村东头老磨坊旁的路灯坏了三天，晚上看不见路";

async function keep(page, name) {
  if (page.complaints.length > 0) throw new Error(page.complaints.join("\n"));
  const webp = await shrink(page, await page.screenshot({ animations: "disabled" }));
  const file = join(FOLDER, `${name}.webp`);
  writeFileSync(file, webp);
  const { size } = statSync(file);
  if (size > MOST) throw new Error(`${name} has ${size} bytes`);
  console.log(`${name}.webp ${Math.round(size / 1024)} KB`);
}

/** A screen in WebP takes a third of what it takes in PNG. */
async function shrink(page, png) {
  const blank = await page.context().newPage();
  const address = `data:image/png;base64,${png.toString("base64")}`;
  const encoded = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.85).split(",")[1];
  }, address);
  await blank.close();
  return Buffer.from(encoded, "base64");
}

async function residents(browser, county) {
  const code = await posterCode(browser, county);
  const page = await visitor(browser, { viewport: PHONE, deviceScaleFactor: 1.5 });
  await page.goto(`${county.address}/q/${code}`);
  await page.fill("#what", WORDS);
  await page.locator("h1").click();
  await keep(page, "report");
  const { number } = await report(page, county, code, { words: WORDS, phone: "13805310003" });
  await page.goto(`${county.base}/follow/${number}`);
  await keep(page, "follow");
}

async function desks(browser, county) {
  const dispatcher = await staff(browser, county, "dispatcher", { viewport: DESKTOP });
  await dispatcher.goto(`${county.base}/desk`);
  await keep(dispatcher, "desk");
  await dispatcher.goto(`${county.base}/dispatch`);
  await keep(dispatcher, "dispatch");
  const officer = await staff(browser, county, "officer", { viewport: DESKTOP });
  await officer.goto(`${county.base}/cases`);
  await officer.goto(
    await officer
      .locator("main a.matter, main a.lx-row")
      .first()
      .evaluate((link) => link.href),
  );
  await keep(officer, "case");
  const leader = await staff(browser, county, "leader", { viewport: DESKTOP });
  await leader.goto(`${county.base}/board`);
  await leader.locator("[data-chart] svg").first().waitFor();
  await keep(leader, "board");
}

mkdirSync(FOLDER, { recursive: true });
const county = await start({ cases: 1_000 });
const browser = await launch();
try {
  await residents(browser, county);
  await desks(browser, county);
} finally {
  await browser.close();
  await county.stop();
}
