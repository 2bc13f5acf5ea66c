// Photos as a phone takes them: a real JPEG that also says where and with what it was taken.

import assert from "node:assert/strict";

import { WIDTHS } from "./browser.js";

/** What the phone wrote into the photo, to be looked for in what the program gives out. */
const DEVICE = "PHONE-OF-A-WITNESS";
const PLACE = "36.7123N117.5321E";

/** words: what one sees on it. Resolves to a file for an input of a form. */
export async function photo(browser, words) {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  await page.setContent(
    `<body style="background:linear-gradient(#27323c,#8a9a5b);color:#fff;font:64px serif">${words}`,
  );
  const plain = await page.screenshot({ type: "jpeg", quality: 70 });
  await page.close();
  return { name: `${words}.jpg`, mimeType: "image/jpeg", buffer: withDevice(plain) };
}

/** Puts an EXIF segment (make of the device, a description with a place) behind the start of the image. */
function withDevice(jpeg) {
  const make = Buffer.from(`${DEVICE}\0`);
  const place = Buffer.from(`${PLACE}\0`);
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  const entry = (at, tag, text, offset) => {
    tiff.writeUInt16BE(tag, at);
    tiff.writeUInt16BE(2, at + 2);
    tiff.writeUInt32BE(text.length, at + 4);
    tiff.writeUInt32BE(offset, at + 8);
  };
  entry(10, 0x010e, place, tiff.length);
  entry(22, 0x010f, make, tiff.length + place.length);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), tiff, place, make]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** Every photo of the page can be seen, on a phone and on a desk. */
export async function photosAreSeen(page, many) {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page
      .locator(".lx-photos img")
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().width)));
    assert.ok(wide.length >= many, `${wide.length} photos`);
    assert.ok(
      wide.every((one) => one >= 56),
      `at ${width} px they are ${wide.join(", ")} px wide`,
    );
  }
  await page.setViewportSize(before);
}

/** Every photo of the page, as large and as small as it is given out. */
export async function photosTellNothing(page, many) {
  const links = await page
    .locator(".lx-photos a, .lx-photos img")
    .evaluateAll((all) => [...new Set(all.map((one) => one.href ?? one.src))]);
  assert.ok(links.length >= many, `${links.length} addresses of photos`);
  for (const link of links) {
    const answer = await page.request.get(link);
    assert.ok(answer.ok(), link);
    assert.equal(tells(await answer.body()), false, `${link} tells of the device or the place`);
  }
}

function tells(bytes) {
  return bytes.includes(DEVICE) || bytes.includes(PLACE) || bytes.includes("Exif");
}
