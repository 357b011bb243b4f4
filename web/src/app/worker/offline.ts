import { isShown } from './is-shown.ts';
import { keep } from './kept.ts';
import { type FetchEvent, scope } from './scope.ts';

/** Of the app itself, and of what its owner saw the last time; together at most 5 MB. */
const SHELL = { name: `shell ${scope.registration.scope}`, most: 3_500_000 };
const VISIT = { name: `visit ${scope.registration.scope}`, most: 1_400_000 };

/** The region's API beside this app. */
const pages = new URL(scope.registration.scope).pathname;
const api = `${pages.replace(/app\/$/, '')}api/v1/`;
/** Whoever is signed in afterwards may be another. */
const CHANGES_OWNER = /^(sign-|password|passkey|me\/delete)/;

/** Counts changes of who is signed in: an answer that was asked for before is not kept after. */
let owners = 0;

/** Answers of pages' requests, from the network where there is one; all others take their way as without a worker. */
export function answerOffline(event: FetchEvent): void {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const called = pathname.startsWith(api) ? pathname.slice(api.length) : undefined;
  if (request.method !== 'GET') {
    if (called !== undefined && CHANGES_OWNER.test(called)) event.respondWith(forgetVisit().then(() => fetch(request)));
    return;
  }
  if (request.mode === 'navigate') event.respondWith(fetchPage(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(fetchAsset(event));
  else if (called !== undefined && isShown(called)) event.respondWith(fetchShown(event, called));
}

export async function forgetVisit(): Promise<void> {
  owners += 1;
  await caches.delete(VISIT.name);
}

/** What a page has loaded before there was a worker. */
export async function keepAssets(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(SHELL.name);
  const page = await fetch(pages);
  if (page.ok) await keep(cache, new Request(pages), page, SHELL.most);
  for (const url of urls) {
    const { origin, pathname } = new URL(url, location.origin);
    if (origin !== location.origin || !pathname.startsWith('/assets/') || (await cache.match(pathname))) continue;
    const asset = await fetch(pathname);
    if (asset.ok) await keep(cache, new Request(pathname), asset, SHELL.most);
  }
}

async function fetchPage({ request }: FetchEvent): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(SHELL.name)).match(pages);
    if (!kept) throw error;
    return kept;
  }
}

/** Their names change with their content. */
async function fetchAsset(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(SHELL.name);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(cache, event.request, answer.clone(), SHELL.most));
  return answer;
}

async function fetchShown(event: FetchEvent, called: string): Promise<Response> {
  const { request } = event;
  const before = owners;
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(VISIT.name)).match(request);
    if (!kept) throw error;
    return kept;
  }
  if (answer.status === 401) await forgetVisit();
  else if (answer.ok) event.waitUntil(keepShown(request, called, answer.clone(), before));
  return answer;
}

async function keepShown(request: Request, called: string, answer: Response, before: number): Promise<void> {
  if (called === 'me' && (await isAnother(request, answer.clone()))) return await forgetVisit();
  if (before === owners) await keep(await caches.open(VISIT.name), request, answer, VISIT.most);
}

async function isAnother(request: Request, answer: Response): Promise<boolean> {
  const kept = await (await caches.open(VISIT.name)).match(request);
  if (!kept) return false;
  const [before, now] = (await Promise.all([kept.json(), answer.json()])) as { id: string }[];
  return before?.id !== now?.id;
}
