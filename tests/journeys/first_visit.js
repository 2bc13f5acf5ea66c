// What a resident's page asks of an old phone and of old eyes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, barriers, overflow, visitor } from "./browser.js";
import { posterCode } from "./resident.js";

const SMALLEST = { width: 320, height: 568 };
const MOST = 100 * 1024;

export function firstVisits(house) {
  test("the first visit from the poster costs at most 100 KB, everything included", async () => {
    const code = await posterCode(house.browser, house.county);
    const page = await visitor(house.browser, { viewport: PHONE });
    const sizes = [];
    page.on("requestfinished", async (request) => sizes.push(request.sizes()));
    await page.goto(`${house.county.address}/q/${code}`, { waitUntil: "networkidle" });
    const all = await Promise.all(sizes);
    const bytes = all.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
    assert.ok(all.length >= 3, "page, styles and scripts are counted");
    assert.ok(bytes <= MOST, `${bytes} bytes in ${all.length} answers`);
    await page.context().close();
  });

  for (const elder of [false, true]) {
    test(`a resident's pages fit the smallest phone${elder ? " in large type" : ""}`, async () => {
      const code = await posterCode(house.browser, house.county);
      const page = await visitor(house.browser, { viewport: SMALLEST });
      const found = [];
      await page.goto(`${house.county.base}/report?at=${code}`);
      const plain = await typeSize(page);
      if (elder) {
        await page.click("[data-elder] button");
        await page.locator('html[data-lx-type="elder"]').waitFor();
        assert.ok((await typeSize(page)) > plain, "the type is larger");
      }
      const paths = ["/", `/report?at=${code}`, "/report", "/follow", "/public", "/services", "/privacy"];
      for (const path of paths) {
        await page.goto(house.county.base + path);
        assert.equal(await page.locator('html[data-lx-type="elder"]').count(), elder ? 1 : 0, "it stays as chosen");
        const faults = [await overflow(page), ...(await barriers(page))].filter(Boolean);
        found.push(...faults.map((fault) => `${path}: ${fault}`));
      }
      assert.deepEqual([...found, ...page.complaints], []);
      await page.context().close();
    });
  }
}

function typeSize(page) {
  return page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector("main p")).fontSize));
}
