/// <reference lib="webworker" />
// Answers a phone that has no network: with the pages that were kept for it, and by keeping what it sends.
import { MARK, keptOf, put } from "../islands/outbox/store";

declare const self: ServiceWorkerGlobalScope;

/** Pages that somebody opened; signing out throws them away. */
const PAGES = "lx-pages";
const FALLBACK = "lx-offline";
const ASSETS = "lx-assets";
const MOST_PAGES = 40;
const MOST_ASSETS = 60;
const offline = new URL("offline", self.registration.scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FALLBACK).then((pages) => pages.add(offline)));
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), shorten(PAGES, MOST_PAGES), shorten(ASSETS, MOST_ASSETS)]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(request.method === "POST" ? sent(request) : page(request));
  else if (request.method === "GET" && address.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

/** The newest page if there is a network; else the one that was kept, which says so to its islands. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (fault) {
    const pages = await caches.open(PAGES);
    const kept = (await pages.match(request)) ?? (await caches.match(offline));
    if (!kept) throw fault;
    const text = (await kept.text()).replace("<body ", "<body data-kept-page ");
    return new Response(text, { headers: headersOf(kept) });
  }
}

/** The security policy comes along; how the answer was packed does not. */
function headersOf(kept: Response): Headers {
  const headers = new Headers();
  for (const name of ["content-type", "content-security-policy", "x-content-type-options", "referrer-policy"]) {
    const value = kept.headers.get(name);
    if (value) headers.set(name, value);
  }
  return headers;
}

/** A form that cannot be delivered is kept if its page asked for that. */
async function sent(request: Request): Promise<Response> {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch (fault) {
    const data = await copy.formData();
    if (!data.has(MARK)) throw fault;
    await put(keptOf(new URL(request.url).pathname, data));
    return Response.redirect(offline, 303);
  }
}

/** Their names hold a hash of the content: what is kept is right for ever. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    await (await caches.open(ASSETS)).put(request, copy);
  }
  return answer;
}

/** The oldest go first. */
async function shorten(name: string, most: number): Promise<void> {
  const cache = await caches.open(name);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map((one) => cache.delete(one)));
}
