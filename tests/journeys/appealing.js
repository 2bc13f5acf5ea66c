// A bad rating against the facts: the unit appeals, the person reads it and answers, the district decides and says why.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESKTOP, PHONE, faults, staff, visitor } from "./browser.js";
import { act, dispatchByKey, handle, openCase, verify } from "./desk.js";
import { photo } from "./photos.js";
import { follow, posterCode, rate, report } from "./resident.js";

const WORDS = "村口的垃圾三天没有人收了，苍蝇乱飞";
const ANSWER = "垃圾当天下午已清走，今后两天一收。";
const WHY = "当天下午就清完了，有前后照片";
const REPLY = "照片是另一处的，我家门口那堆还在";
const DECIDED = "照片和反映的地点一致，当天已清";

export function appealJourney(house) {
  test("a bad rating is appealed: its person reads and answers, the district decides, the rating stays", async () => {
    const { browser, county } = house;
    const code = await posterCode(browser, county);
    const phone = await visitor(browser, { viewport: PHONE });
    const receipt = await report(phone, county, code, { words: WORDS });
    const dispatcher = await dispatchByKey(browser, county, WORDS, { instead: "闫满" });
    const worker = await staff(browser, county, "deputy", { viewport: PHONE });
    await handle(worker, county, receipt.number, { answer: ANSWER, photo: await photo(browser, "清走了") });
    const verifier = await verify(browser, county, receipt.number, "看过照片");
    await follow(phone, county, receipt);
    await rate(phone, 1);

    await appeal(worker, county, receipt.number);
    await follow(phone, county, receipt);
    assert.match(await phone.locator("main").innerText(), new RegExp(WHY), "the person reads what is said");
    assert.deepEqual(await faults(phone), []);
    await phone.fill("form.add textarea", REPLY);
    await phone.click("form.add button[type=submit]");
    await phone.getByText(REPLY).first().waitFor();

    const leader = await staff(browser, county, "leader", { viewport: DESKTOP });
    await decide(leader, county, receipt.number);
    await follow(phone, county, receipt);
    const told = await phone.locator("main").innerText();
    assert.match(told, new RegExp(DECIDED));
    assert.match(told, /非常不满意/, "the rating stays");
    for (const page of [phone, dispatcher.page, worker, verifier, leader]) {
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    }
  });
}

/** The unit appeals; what it typed is kept where something is missing. */
async function appeal(page, county, number) {
  await openCase(page, county, number);
  const link = page.locator('.case-acts a[href*="/appeal-rating"]').first();
  await page.goto(new URL(await link.getAttribute("href"), page.url()).href);
  assert.deepEqual(await faults(page), []);
  await page.fill("#words", "不对");
  await page.click("#main-form button[type=submit]");
  await page.locator("#main-form [aria-invalid=true]").first().waitFor();
  assert.match(await page.locator("main").innerText(), /还有 2 处要改/, "what is missing is told at once");
  assert.equal(await page.inputValue("#words"), "不对");
  assert.equal(page.complaints.splice(0).length, 1, "the browser notes the refusal, and nothing else");
  await page.check('#main-form input[name=ground][value="against-facts"]', { force: true });
  await page.fill("#words", WHY);
  await page.click("#main-form button[type=submit]");
  await page.locator("#main-form").waitFor({ state: "detached" });
}

/** In English, on a desk. */
async function decide(page, county, number) {
  await page.goto(`${county.base}/language/en?back=${new URL(county.base).pathname}/desk`);
  await openCase(page, county, number);
  assert.match(await page.locator("main").innerText(), new RegExp(REPLY));
  await act(page, "decide", async (form) => {
    assert.deepEqual(await faults(page), []);
    assert.match(await form.innerText(), /Against the facts/);
    await form.locator('input[name=yes][value="yes"]').check({ force: true });
    await form.locator("#words").fill(DECIDED);
  });
}
