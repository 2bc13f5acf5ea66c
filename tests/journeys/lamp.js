// J01: a broken lamp, mended.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, staff, visitor } from "./browser.js";
import { callBack, dispatchByKey, handle, verify } from "./desk.js";
import { photo, photosTellNothing } from "./photos.js";
import { follow, posterCode, rate, report } from "./resident.js";

const ANSWER = "灯泡和线路都换了，晚上试过，亮了。";

export function lampJourneys(house) {
  for (const scripts of [true, false]) {
    const how = scripts ? "with scripts" : "without scripts";
    test(`J01 a lamp that is out is reported from the poster, mended, checked and rated, ${how}`, async () => {
      const { browser, county } = house;
      const words = `桥西头第${scripts ? "二" : "三"}根路灯杆的路灯不亮，走路看不见`;
      const code = await posterCode(browser, county);
      const phone = await visitor(browser, { viewport: PHONE, javaScriptEnabled: scripts });
      const said = { words, photos: [await photo(browser, "路灯不亮")], phone: "13805310001", scripts };
      const receipt = await report(phone, county, code, said);

      const dispatcher = await dispatchByKey(browser, county, words);
      assert.match(dispatcher.unit, /住房和城乡建设局/);
      const officer = await staff(browser, county, "officer");
      const done = { contact: "电工下午就来", answer: ANSWER, photo: await photo(browser, "路灯亮了") };
      await handle(officer, county, receipt.number, done);
      const verifier = await verify(browser, county, receipt.number, "看了晚上的照片，灯亮着");
      const caller = await callBack(browser, county, receipt.number, { level: 4, words: "灯亮了，谢谢" });

      const later = await visitor(browser, { viewport: PHONE, javaScriptEnabled: scripts });
      await follow(later, county, receipt);
      assert.match(await later.locator("main").innerText(), new RegExp(ANSWER));
      assert.equal(await later.locator(".lx-photos img").count(), 2, "the own photo and the one of the mended lamp");
      // Without scripts the photo came as the phone took it: the program itself must have cleaned it.
      await photosTellNothing(later, 2);
      await rate(later, 5);
      for (const page of [phone, dispatcher.page, officer, verifier, caller, later]) {
        assert.deepEqual(page.complaints, []);
        await page.context().close();
      }
    });
  }
}
