// What the people of the offices do who do not handle cases themselves: an administrator and a leader; and a secretary
// who writes down what a neighbour says at the door.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, faults, signIn, staff, visitor } from "./browser.js";
import { dispatchByKey, openCase } from "./desk.js";
import { follow } from "./resident.js";

const VILLAGE_CODE = "370114011251";
const PASSWORD = "bai-yun-hu-8";
const SAID = "村委会后墙的排水沟堵了，下雨就倒灌进院子";

export function officeJourneys(house) {
  test("an administrator makes a token that reads cases, and it opens nothing before the leader confirms it", async () => {
    const { browser, county } = house;
    const admin = await staff(browser, county, "admin");
    await admin.goto(`${county.base}/tokens`);
    await admin.fill("#name", "市 12345 热线平台");
    await admin.check('input[name=scope][value="cases.read"]');
    await admin.click("#token button[type=submit]");
    const secret = await admin.locator("#secret code").innerText();
    const found = await faults(admin);
    const asked = () =>
      admin.request.get(`${county.base}/api/v1/cases`, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await asked()).status(), 401);

    const leader = await staff(browser, county, "leader", { viewport: PHONE });
    await leader.click('a[href$="/tokens"]:has-text("等您确认")');
    found.push(...(await faults(leader)));
    await leader.click("li.token form.confirm button");
    await leader.locator("li.token:not(:has(form.confirm))").waitFor();
    found.push(...(await faults(leader)));
    assert.equal((await asked()).status(), 200);
    assert.deepEqual([...found, ...admin.complaints, ...leader.complaints], []);
    await admin.context().close();
    await leader.context().close();
  });

  test("an administrator brings in a new grid worker, who chooses a password and stands at the own desk", async () => {
    const { browser, county } = house;
    const page = await staff(browser, county, "admin");
    await page.goto(`${county.base}/people/new`);
    await page.fill("#name", "王敏敏");
    await page.click("#new button[type=submit]");
    await page.click('a[href$="/grant"]');
    await page.selectOption("#role", "grid-worker");
    await page.fill("#org", VILLAGE_CODE);
    await page.click("#grant button[type=submit]");
    await page.locator(".post").waitFor();
    await page.fill("#login", "newcomer");
    await page.click("#open-account button[type=submit]");
    const code = await page.locator("#code code").innerText();
    const found = await faults(page);
    await page.goto(page.url().replace(/\/account$/, ""));
    assert.equal(await page.locator("#code").count(), 0, "the code is shown once");

    const newcomer = await visitor(browser, { viewport: PHONE });
    await signIn(newcomer, { ...county, logins: new Map([["newcomer", code]]) }, "newcomer");
    assert.match(newcomer.url(), /\/account\/password/, "the code is no password to keep");
    found.push(...(await faults(newcomer)));
    await newcomer.fill("#new", PASSWORD);
    await newcomer.fill("#again", PASSWORD);
    await newcomer.click("#change-password [type=submit]");
    await newcomer.waitForURL((address) => !address.pathname.endsWith("/account/password"));
    await newcomer.goto(`${county.address}/`);
    assert.match(newcomer.url(), /\/desk$/, "the front page leads to the desk");
    assert.match(await newcomer.locator("h1").innerText(), /王敏敏/);
    assert.deepEqual([...found, ...page.complaints, ...newcomer.complaints], []);
    await page.context().close();
    await newcomer.context().close();
  });

  test("a leader follows a number from the board down to its cases, and it stays the same number", async () => {
    const { browser, county } = house;
    const page = await staff(browser, county, "leader");
    await page.goto(`${county.base}/board`);
    await page.locator("[data-chart] svg").first().waitFor();
    const found = await faults(page);
    const figure = page.locator(".lx-fig.is-late");
    const number = (await figure.locator(".n").innerText()).match(/[\d,]+/)[0];
    await figure.click();
    await page.locator("#board-count").waitFor();
    assert.match(await page.locator("#board-count").innerText(), new RegExp(`\\b${number}\\b`));
    assert.equal(await page.locator("tr[data-row]").count(), Number(number.replaceAll(",", "")), "and as many rows");
    found.push(...(await faults(page)));
    await page.locator("tr[data-row] a").first().click();
    await page.locator(".case-head").waitFor();
    found.push(...(await faults(page)));
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });

  test("a secretary writes down what a neighbour says, the neighbour follows it with the slip", async () => {
    const { browser, county } = house;
    const page = await staff(browser, county, "secretary");
    await page.goto(`${county.base}/desk`);
    const found = await faults(page);
    await page.click('main a[href$="/cases/new"]');
    await page.locator('input[name=way][value="visit"]').check({ force: true });
    await page.fill("#phone", "13805310077");
    await page.fill("#name", "赵大爷");
    await page.fill("#what", SAID);
    found.push(...(await faults(page)));
    await page.click('button[name=act][value="send"]');
    const [number, word] = await page.locator(".slip dd").allInnerTexts();
    found.push(...(await faults(page)));

    const neighbour = await visitor(browser, { viewport: PHONE });
    await follow(neighbour, county, { number, word });
    assert.ok((await neighbour.locator("main").innerText()).includes(SAID));
    found.push(...(await faults(neighbour)));

    const dispatcher = await dispatchByKey(browser, county, SAID);
    await neighbour.reload();
    const now = await neighbour.locator("main .card").first().innerText();
    assert.ok(now.includes(dispatcher.unit), `${now} names ${dispatcher.unit}`);
    await openCase(page, county, number);
    assert.ok((await page.locator(".case-head").innerText()).includes(dispatcher.unit), "the secretary sees it too");
    found.push(...(await faults(page)));
    const complaints = [page, neighbour, dispatcher.page].flatMap((one) => one.complaints);
    assert.deepEqual([...found, ...complaints], []);
    for (const one of [page, neighbour, dispatcher.page]) await one.context().close();
  });
}
