// What the people in the offices do with one case, each at the own desk.

import assert from "node:assert/strict";

import { staff } from "./browser.js";

/** Opens the case by its number, as one who is asked about it does. */
export async function openCase(page, county, number) {
  await page.goto(`${county.base}/search?q=${number}`);
  const row = page.locator("main a.lx-row").first();
  const head = page.locator(".case-head");
  await row.or(head).first().waitFor();
  if (!(await head.isVisible())) await row.click();
  await head.waitFor();
  assert.match(await head.innerText(), new RegExp(number));
}

/** Presses what the case page offers, where it is one press. */
export async function press(page, verb) {
  await page.locator(`.case-acts form[action$="/${verb}"] button[type=submit]`).click();
  await page.locator(".case-head").waitFor();
}

/** Opens the form of an act, fills it in, sends it. */
export async function act(page, verb, fill) {
  const link = page.locator(`.case-acts a[href*="/${verb}"]`).first();
  await page.goto(new URL(await link.getAttribute("href"), page.url()).href);
  await fill(page.locator("#main-form"));
  await page.click("#main-form button[type=submit]");
  await page.locator("#main-form").waitFor({ state: "detached" });
}

/** The dispatcher takes the suggestion with one key; instead: the unit to choose first. Resolves to where it went. */
export async function dispatchByKey(browser, county, words, { instead } = {}) {
  const page = await staff(browser, county, "dispatcher");
  await page.goto(`${county.base}/dispatch`);
  await page
    .locator(".dispatch-list a", { hasText: words.slice(0, 12) })
    .last()
    .click();
  await page.locator(".dispatch-words", { hasText: words }).waitFor();
  await page.locator('#send [data-key="e"]').waitFor();
  if (instead) await chooseUnit(page, instead);
  const unit = await page.locator(".dispatch-suggestions .dispatch-line").nth(1).locator("b").first().innerText();
  await page.locator("h1").first().click();
  await page.keyboard.press("e");
  const done = page.locator("#case .lx-banner[role=status]");
  await done.waitFor();
  assert.match(await done.innerText(), new RegExp(words.slice(0, 12)));
  return { page, unit };
}

async function chooseUnit(page, name) {
  await page.locator('summary[data-key="u"]').click();
  const option = page.locator("#other-unit option", { hasText: name }).first();
  await page.selectOption("#other-unit", await option.getAttribute("value"));
  await page.locator("form:has(#other-unit) button").click();
  await page.locator(".dispatch-suggestions b", { hasText: name }).waitFor();
}

/** The one who has it signs, talks to the person unless there is nobody to talk to, and brings it to an end. */
export async function handle(page, county, number, { contact, answer, photo }) {
  await openCase(page, county, number);
  await press(page, "sign");
  if (contact) await act(page, "contact", (form) => form.locator("#words").fill(contact));
  await openCase(page, county, number);
  await act(page, "resolve", async (form) => {
    await form.locator('input[name=ending][value="solved"]').check();
    await form.locator("#answer").fill(answer);
    await form.locator("#photos").setInputFiles(photo);
    await form.locator(".lx-photo:not(.add)").waitFor();
  });
}

export async function verify(browser, county, number, words) {
  const page = await staff(browser, county, "verifier");
  await openCase(page, county, number);
  await act(page, "verify", (form) => form.locator("#words").fill(words));
  return page;
}

export async function callBack(browser, county, number, { level, words }) {
  const page = await staff(browser, county, "caller");
  await openCase(page, county, number);
  await act(page, "call-back", async (form) => {
    await form.locator('input[name=reached][value="yes"]').check({ force: true });
    await form.locator('input[name=solved][value="yes"]').check({ force: true });
    await form.locator(`input[name=satisfaction][value="${level}"]`).check({ force: true });
    await form.locator("#words").fill(words);
  });
  return page;
}
