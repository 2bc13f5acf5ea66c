// Pages of residents. Everything works without this file; each island adds one convenience.
import { startBusy } from "./busy";
import { startDrafts } from "./drafts";
import { startElder } from "./elder";
import { startExtras } from "./extras";
import { startOutbox } from "./outbox";
import { startPhotos } from "./photos";
import { startPlace } from "./place";
import { startSpeak } from "./speak";
import { startVoice } from "./voice";

startElder();
startPhotos();
startPlace();
startVoice();
startDrafts();
startExtras();
startSpeak();
startOutbox();
startBusy();
