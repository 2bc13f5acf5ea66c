// Every page that each of the seven people finds, on a phone and on a desk, in both languages: nothing sticks out,
// nothing is an error, nobody is kept out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { WALL, barriers, faults, overflow, signIn, visitor } from "./browser.js";

const RESIDENT = ["", "/report", "/follow", "/public", "/services", "/privacy", "/accessibility"];
/** Beyond what the menu offers: addresses, or what is clicked on which page. */
const STAFF = {
  resident: ["/account"],
  grid: ["/cases/new", "/account"],
  secretary: ["/cases/new", "/search"],
  dispatcher: ["/dispatch", "/triage", "/cases/new"],
  officer: ["/search", "/account/totp"],
  leader: ["/board", "/board/wall", "/board/brief", "/board/rows"],
  discipline: ["/sealed"],
  admin: ["/orgs", "/orgs/changes", "/people", "/people/new", "/rota"],
};
/** The first row of a list is opened too. */
const ROWS = {
  "/cases": "main a[href*='/cases/']:not([href$='/new']):not([href*='export'])",
  "/people": "main a.lx-row",
  "/sealed": "main a.lx-row",
};

export function pagesOfPeople(house) {
  for (const lang of ["zh-CN", "en"]) {
    test(`the pages that anybody can open are whole, in ${lang}`, async () => {
      const page = await reader(house, lang);
      const village = await firstHref(page, `${house.county.base}/`, 'a[href*="/villages/"]');
      await look(page, [...RESIDENT.map((path) => house.county.base + path), ...village]);
      await page.context().close();
    });
    for (const login of Object.keys(STAFF)) {
      test(`the pages of the ${login} are whole, in ${lang}`, async () => {
        const page = await reader(house, lang);
        await signIn(page, house.county, login);
        await look(page, await addresses(page, house.county, STAFF[login]));
        await page.context().close();
      });
    }
  }
}

async function reader(house, lang) {
  const page = await visitor(house.browser, { locale: lang });
  await page.goto(`${house.county.base}/language/${lang}?back=/${house.county.base.split("/").pop()}/`);
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
  return page;
}

/** The menu, what is beyond it, and the first row of each list. */
async function addresses(page, county, beyond) {
  const menu = await page.locator(".lx-nav a").evaluateAll((links) => links.map((link) => link.href));
  const all = [page.url(), ...menu, ...beyond.map((path) => county.base + path)];
  for (const [path, row] of Object.entries(ROWS)) {
    if (all.includes(county.base + path)) all.push(...(await firstHref(page, county.base + path, row)));
  }
  return [...new Set(all)];
}

async function firstHref(page, address, selector) {
  await page.goto(address);
  return page.locator(selector).evaluateAll((links) => links.slice(0, 1).map((link) => link.href));
}

async function look(page, all) {
  const found = [];
  for (const address of all) {
    const answer = await page.goto(address);
    if (!answer.ok()) found.push(`${address} answers ${answer.status()}`);
    found.push(...(await (address.endsWith("/wall") ? onTheWall(page) : faults(page))));
  }
  assert.deepEqual([...found, ...page.complaints], []);
}

/** The wall is for one kind of screen only. */
async function onTheWall(page) {
  await page.setViewportSize(WALL);
  return [await overflow(page), ...(await barriers(page))].filter(Boolean).map((fault) => `wall: ${fault}`);
}
