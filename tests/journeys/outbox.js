// Where there is no network: what is written stays in the phone, goes out later, and is one matter however often it was
// tried.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, faults, staff, until, visitor } from "./browser.js";
import { photo } from "./photos.js";
import { follow, posterCode } from "./resident.js";

const PATH = "后山小路被雨水冲断了，老人出不来";
const WELL = "井台的盖子碎了，小孩子在边上玩";

export function outboxJourneys(house) {
  test("a resident reports without a network; it goes out by itself and brings number and query word", async () => {
    const { browser, county } = house;
    const code = await posterCode(browser, county);
    const page = await visitor(browser, { viewport: PHONE, hasTouch: true });
    await page.goto(`${county.base}/report?at=${code}`);
    await keptForLater(page);

    await page.context().setOffline(true);
    await page.reload();
    await page.fill("#what", PATH);
    await page.setInputFiles("#photos", await photo(browser, "小路断了"));
    await page.locator("[data-photos] .lx-photo:not(.add)").waitFor();
    await page.click('form[action$="/report"] button[type=submit]');
    await waits(page, PATH, 1);
    assert.deepEqual(await faults(page), []);

    await page.context().setOffline(false);
    const receipt = await arrived(page, PATH);
    await follow(page, county, receipt);
    const said = await page.locator("main").innerText();
    assert.ok(said.includes(PATH), said);
    assert.equal(await page.locator(".lx-photos img").count(), 1, "the photo came along");
    await page.context().close();
  });

  test("a grid worker registers two matters without a network; both arrive, each once", async () => {
    const { browser, county } = house;
    const page = await staff(browser, county, "grid", { viewport: PHONE, hasTouch: true });
    await page.goto(`${county.base}/desk`);
    await keptForLater(page);
    await page.goto(`${county.base}/cases/new`);
    await keptForLater(page);

    await page.context().setOffline(true);
    for (const [many, words] of [PATH, WELL].entries()) {
      await page.goto(`${county.base}/cases/new`);
      await page.fill("#what", words);
      await page.click('button[name=act][value="send"]');
      await waits(page, words, many + 1);
    }
    await page.goto(`${county.base}/desk`);
    assert.match(await page.locator("h1").innerText(), /要您办|现在没有/, "the desk can be read");

    await page.context().setOffline(false);
    await arrived(page, WELL);
    for (const words of [PATH, WELL]) {
      await page.goto(`${county.base}/search?q=${encodeURIComponent(words)}`);
      const found = page.locator("main a.lx-row", { hasText: words });
      await found.first().waitFor();
    }
    await page.context().close();
  });
}

/**
 * Until the worker would answer for the next page and this one is put aside. It need not rule over this page: one that was
 * on its way while the worker began belongs to nobody until the next. A promise counts as true in waitForFunction.
 */
async function keptForLater(page) {
  await until(page, async () => {
    const { active, installing, waiting } = await navigator.serviceWorker.ready;
    const settled = active?.state === "activated" && !installing && !waiting;
    const pages = await caches.open("lx-pages");
    const kept = await pages.match(location.href);
    return settled && kept !== undefined;
  });
}

/** The shelf says how many wait, and holds this one. */
async function waits(page, words, many) {
  const shelf = page.locator("[data-outbox-shelf]");
  await shelf.locator("li", { hasText: words.slice(0, 10) }).waitFor();
  assert.match(await shelf.locator("[data-outbox-said]").innerText(), new RegExp(`${many} 件存在手机里`));
}

/** Resolves to {number, word} of the one that has gone out. */
async function arrived(page, words) {
  const row = page.locator("[data-outbox-shelf] li", { hasText: words.slice(0, 10) });
  await row.filter({ hasText: "已上传" }).waitFor();
  const said = await row.innerText();
  const [, number] = said.match(/受理编号 (\d{2}-\d{4}-\d{4}-\d)/) ?? [];
  const [, word] = said.match(/查询码 ([\d ]+)/) ?? [];
  return { number, word };
}
