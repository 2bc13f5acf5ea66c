// J03: rubbish that was dumped, reported without a name, with three photos.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, staff, visitor } from "./browser.js";
import { dispatchByKey, handle, verify } from "./desk.js";
import { photo, photosAreSeen, photosTellNothing } from "./photos.js";
import { follow, posterCode, rate, report } from "./resident.js";

const WORDS = "桥底下有人夜里倒了两车建筑垃圾，没人管";
const ANSWER = "两车垃圾已清走，路口装了限高杆。";

export function dumpingJourney(house) {
  test("J03 who gives no name is answered like anybody, and the photos do not tell who took them", async () => {
    const { browser, county } = house;
    const code = await posterCode(browser, county);
    const phone = await visitor(browser, { viewport: PHONE });
    const photos = await Promise.all(["垃圾一", "垃圾二", "垃圾三"].map((words) => photo(browser, words)));
    const receipt = await report(phone, county, code, { words: WORDS, photos });

    // The street leads, by the responsibility list; its work area is nearer.
    const dispatcher = await dispatchByKey(browser, county, WORDS, { instead: "闫满" });
    const worker = await staff(browser, county, "deputy");
    await handle(worker, county, receipt.number, { answer: ANSWER, photo: await photo(browser, "清走了") });
    const verifier = await verify(browser, county, receipt.number, "三张照片都对过，清干净了");
    await photosAreSeen(verifier, 4);

    const later = await visitor(browser, { viewport: PHONE });
    await follow(later, county, receipt);
    assert.match(await later.locator("main").innerText(), new RegExp(ANSWER));
    await photosTellNothing(later, 4);
    await rate(later, 5);
    for (const page of [phone, dispatcher.page, worker, verifier, later]) {
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    }
  });
}
