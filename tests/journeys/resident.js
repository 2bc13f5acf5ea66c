// What a resident does, without an account.

import assert from "node:assert/strict";

import { VILLAGE } from "./program.js";
import { staff } from "./browser.js";

/** The code on a poster of the village, as the administrator prints it. */
export async function posterCode(browser, county) {
  const page = await staff(browser, county, "admin");
  await page.goto(`${county.base}/orgs`);
  const village = page.locator("a", { hasText: VILLAGE }).first();
  await page.goto(new URL(await village.getAttribute("href"), county.address).href);
  const poster = page.locator('#codes a[href*="/poster?"]').first();
  await page.goto(new URL(await poster.getAttribute("href"), county.address).href);
  const spoken = await page.locator(".paper-number").innerText();
  await page.context().close();
  return spoken.replace("-", "");
}

/** Scans the code, says it, sends it: {number, word} as the receipt shows them. */
export async function report(page, county, code, said) {
  await page.goto(`${county.address}/q/${code}`);
  assert.match(page.url(), /\/report\?at=/);
  assert.match(await page.locator(".lx-r-top").innerText(), new RegExp(VILLAGE), "the place is filled in");
  await page.fill("#what", said.words);
  if (said.photos) await page.setInputFiles("#photos", said.photos);
  if (said.scripts !== false && said.photos) {
    // The photos are made smaller before they are sent: each then has its picture.
    await page
      .locator("[data-photos] .lx-photo:not(.add)")
      .nth(said.photos.length - 1)
      .waitFor();
  }
  if (said.phone) await page.fill("#phone", said.phone);
  await page.click('form[action$="/report"] button[type=submit]');
  await page.locator(".lx-number").first().waitFor();
  const [number, word] = await page.locator(".lx-number").allInnerTexts();
  assert.match(number, /^\d{2}-\d{4}-\d{4}-\d$/);
  assert.match(word.replaceAll(" ", ""), /^\d{10}$/);
  return { number, word };
}

/** Types number and query word from the receipt. */
export async function follow(page, county, { number, word }) {
  await page.goto(`${county.base}/follow`);
  await page.fill("#number", number);
  await page.fill("#word", word);
  await page.click('form[action$="/follow"] button[type=submit]');
  await page.waitForURL(/\/follow\/[\d-]+/);
}

/** level: 1 to 5. */
export async function rate(page, level) {
  await page.check(`form.rate input[value="${level}"]`, { force: true });
  await page.click("form.rate button[type=submit]");
  await page.locator("form.rate").waitFor({ state: "detached" });
}
