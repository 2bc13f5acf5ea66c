// Whole journeys of the people who use Lianxin. One program and one browser serve all of them.

import { after, before } from "node:test";

import { appealJourney } from "./appealing.js";
import { launch } from "./browser.js";
import { dumpingJourney } from "./dumping.js";
import { firstVisits } from "./first_visit.js";
import { lampJourneys } from "./lamp.js";
import { officeJourneys } from "./offices.js";
import { outboxJourneys } from "./outbox.js";
import { pagesOfPeople } from "./pages.js";
import { start } from "./program.js";

const house = {};

before(async () => {
  house.county = await start();
  house.browser = await launch();
});

after(async () => {
  await house.browser?.close();
  await house.county?.stop();
});

lampJourneys(house);
dumpingJourney(house);
appealJourney(house);
firstVisits(house);
outboxJourneys(house);
officeJourneys(house);
pagesOfPeople(house);
