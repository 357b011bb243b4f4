// What is no operation of a contract: streams, footage behind tickets and presigned URLs, certificates, backups.
import {
  accountEventsPath,
  applicationEventsPath,
  backupPath,
  backupVerificationPath,
  conformanceEventsPath,
  deviceNewsPath,
  minutes,
  ownerEventsPath,
  seconds,
  statementCsvPath,
} from '@kaitong/contract';
import { beforeAll, expect, test } from 'vitest';
import { linkTester } from '../../../activation/testing/people.ts';
import type { RunningRig } from '../../../activation/testing/rig.ts';
import { stages } from '../../../activation/testing/stages.ts';
import { type Credentials, unknownTo } from '../call.ts';
import { bearer, type Cast, planeCredentials, register, signUp } from '../cast.ts';
import { openPlace } from '../place.ts';

let rig: RunningRig;
let cast: Cast;
beforeAll(async () => {
  ({ rig, cast } = await openPlace());
});

/** Status and code of an answer whose body is not waited for where it is a stream. */
async function ask(path: string, headers: Credentials, init: RequestInit = {}): Promise<string> {
  const response = await fetch(rig.url + path, { ...init, headers });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem) await response.body?.cancel();
  return `${response.status} ${isProblem ? ((await response.json()) as { code: string }).code : ''}`.trim();
}

const everybodyElse = (): Record<string, Credentials> => ({
  nobody: {},
  'an owner': cast.owners.self,
  'a device': cast.devices.self,
  'a region': planeCredentials('cn', 'control'),
  'a changed key': bearer('kt_made-up'),
});

test('an application’s progress is streamed to its account only', async () => {
  const path = applicationEventsPath(cast.application.id);
  const { member, ...others } = cast.makers;
  for (const credentials of Object.values(others)) expect(await ask(path, credentials)).toBe('404 not_found');
  for (const credentials of Object.values(everybodyElse()))
    expect(await ask(path, credentials)).toBe(unknownTo(credentials));
  expect(await ask(path, member)).toBe('200');
});

test('an extended test’s progress is streamed to its account only', async () => {
  const path = conformanceEventsPath(cast.conformanceId);
  const { member, ...others } = cast.makers;
  for (const credentials of Object.values(others)) expect(await ask(path, credentials)).toBe('404 not_found');
  for (const credentials of Object.values(everybodyElse()))
    expect(await ask(path, credentials)).toBe(unknownTo(credentials));
  expect(await ask(path, member)).toBe('200');
});

test('an account’s news are streamed to its makers only, each their own', async () => {
  for (const credentials of Object.values(everybodyElse()))
    expect(await ask(accountEventsPath, credentials)).toBe(unknownTo(credentials));
  const listening = { stranger: cast.makers.stranger, member: cast.makers.member };
  const heard = { stranger: '', member: '' };
  const ending = new AbortController();
  const begun = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const reading = Object.entries(listening).map(async ([name, headers]) => {
    const { body } = await fetch(rig.url + accountEventsPath, { headers, signal: ending.signal });
    for await (const chunk of body ?? []) {
      heard[name as keyof typeof heard] += Buffer.from(chunk).toString();
      if (Object.values(heard).every((text) => text.includes('everything.changed'))) begun.resolve();
      if (heard.member.includes('applications.changed')) told.resolve();
    }
  });
  await begun.promise;
  await stages['await-event']({ rig, unit: await rig.unit({ maker: cast.maker }) });
  await told.promise;
  ending.abort();
  await Promise.allSettled(reading);
  expect(heard.stranger).not.toContain('applications.changed');
});

test('news of devices are for the control plane only', async () => {
  const path = `/cn${deviceNewsPath}`;
  const wrong = {
    ...everybodyElse(),
    'a maker': cast.makers.member,
    'a neighbour owner': cast.owners.neighbour,
    'control to another region': planeCredentials('control', 'eu'),
  };
  for (const [who, credentials] of Object.entries(wrong))
    expect(await ask(path, credentials), who).toBe('401 not_signed_in');
  expect(await ask(path, planeCredentials('control', 'cn'))).toBe('200');
});

test('an owner’s news are streamed to owners of the region only, each their own', async () => {
  const path = `/cn${ownerEventsPath}`;
  const wrong = { ...everybodyElse(), 'an owner': cast.owners.abroad, 'a maker': cast.makers.stranger };
  for (const credentials of Object.values(wrong)) expect(await ask(path, credentials)).toBe('401 not_signed_in');

  const heard: string[] = [];
  const ending = new AbortController();
  const begun = Promise.withResolvers<void>();
  const response = await fetch(rig.url + path, { headers: cast.owners.neighbour, signal: ending.signal });
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      heard.push(Buffer.from(chunk).toString());
      if (heard.join('').includes('devices.changed')) begun.resolve();
    }
  })().catch(() => {});
  await begun.promise;
  const neighbour = await rig.newOwner(); // sees its own change, on a stream that began before
  const { deviceId } = cast.unit;
  await cast.owner.updateDevice({ params: { deviceId }, body: { name: 'nobody else hears this' } });
  expect(await neighbour.listDevices({})).toEqual({ items: [], former: [], next: null });
  ending.abort();
  await reading;
  expect(heard.join('')).not.toContain(deviceId);
});

test('a key that is revoked hears no more of a stream that it opened before', async () => {
  const { key, id } = await cast.maker.console.createApiKey({ body: { name: 'for a while' } });
  const { run, goOn } = await stages['await-event']({ rig });
  const response = await fetch(rig.url + applicationEventsPath(run.id), { headers: bearer(key) });
  const begun = Promise.withResolvers<void>();
  let heard = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk).toString();
      if (heard.includes('"await-event"')) begun.resolve();
    }
  })();
  await begun.promise;
  await cast.maker.revokeApiKey({ params: { id } });
  await goOn();
  await run.ended();
  await reading;
  expect(heard).not.toContain('event.opened');
});

test('a statement’s file is its account’s to have', async () => {
  const path = statementCsvPath(cast.sale.statementId);
  const { member, ...others } = cast.makers;
  for (const credentials of Object.values(others)) expect(await ask(path, credentials)).toBe('404 not_found');
  for (const credentials of Object.values(everybodyElse()))
    expect(await ask(path, credentials)).toBe(unknownTo(credentials));
  expect(await ask(path, member)).toBe('200');
});

test.each([backupPath, backupVerificationPath])(
  'a backup is the operator’s administrators’ to have and to try: %s',
  async (path) => {
    const post = { method: 'POST' };
    for (const credentials of Object.values(everybodyElse()))
      expect(await ask(path, credentials, post)).toBe(unknownTo(credentials));
    for (const credentials of Object.values(cast.makers))
      expect(await ask(path, credentials, post)).toBe('403 not_allowed');
    const operator = await register(rig, `operators-viewer-${path.length}@example.com`);
    await rig.control.pool.query(
      `WITH o AS (UPDATE account SET kind = 'operator' WHERE name = $1 RETURNING id)
     UPDATE member SET role = 'viewer' FROM o WHERE member.account_id = o.id`,
      [`operators-viewer-${path.length}@example.com`],
    );
    expect(await ask(path, operator, post)).toBe('403 not_allowed');
  },
);

const footageOf = async () => {
  const { playlistUrl, snapshotUrl } = await cast.maker.getFootage({ params: { id: cast.application.id } });
  return { playlist: String(playlistUrl).slice(rig.url.length), snapshot: String(snapshotUrl).slice(rig.url.length) };
};

test('a ticket shows the footage of one event, and none that was changed or made up', async () => {
  const { playlist } = await footageOf();
  const ticket = playlist.split('/')[3] ?? '';
  const [eventId = '', expiry = '', opener = '', seal = ''] = ticket.split('.');
  const later = (Number.parseInt(expiry, 36) + minutes(60)).toString(36);
  const flipped = seal.startsWith('A') ? `B${seal.slice(1)}` : `A${seal.slice(1)}`;
  const forged = [
    `${cast.running.opened.eventId}.${expiry}.${opener}.${seal}`,
    `${eventId}.${later}.${opener}.${seal}`,
    `${eventId}.${expiry}.s-somebody-else.${seal}`,
    `${eventId}.${expiry}.${opener}.${flipped}`,
    `${eventId}.${expiry}.${opener}.`,
    `${eventId}.${expiry}.${seal}`,
    `${eventId}..${seal}`,
    `${eventId}`,
    `..`,
    `${ticket}.${seal}`,
    '%00',
    'x'.repeat(199),
  ];
  for (const wrong of forged)
    for (const what of ['index.m3u8', 'key', 'snapshot.jpg', 'object/0'])
      expect(await ask(`/cn/footage/${wrong}/${what}`, cast.makers.member), wrong).toMatch(
        /^(403 not_allowed|404 not_found|404 path_unknown)$/,
      );
  expect(await ask(playlist.replace('/cn/', '/eu/'), {})).toBe('403 not_allowed');
  expect(await ask(playlist, {})).toBe('200'); // the ticket is the permission
  for (const n of ['99', '-1', '0x0', '1e0', '%2e%2e', '..%2f0'])
    expect(await ask(playlist.replace('index.m3u8', `object/${n}`), {}), n).toMatch(/^404 (not_found|path_unknown)$/);
});

test('the address of an object reads that object until it expires, and does nothing else', async () => {
  const { playlist } = await footageOf();
  const media = playlist.replace('index.m3u8', '');
  const redirect = async (n: number) => {
    const response = await fetch(`${rig.url}${media}object/${n}`, { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '', rig.url);
  };
  const [first, second] = [await redirect(0), await redirect(1)];
  const path = ({ pathname, search }: URL) => pathname + search;
  expect(await ask(path(first), {})).toBe('200');
  const swapped = new URL(first);
  swapped.pathname = second.pathname;
  const longer = new URL(first);
  longer.searchParams.set('expires', String(Date.now() + minutes(60)));
  const asPage = new URL(first);
  asPage.searchParams.set('type', 'text/html');
  const named = new URL(first);
  named.searchParams.set('name', 'x"\r\nset-cookie: a=b');
  const twice = new URL(first);
  twice.searchParams.append('sig', 'x');
  for (const wrong of [swapped, longer, asPage, named, twice])
    expect(await ask(path(wrong), {}), String(wrong)).toBe('403 upload_target_invalid');
  expect(await ask(path(first), {}, { method: 'PUT', body: 'other bytes' })).toBe('403 upload_target_invalid');
  expect(await ask(path(first), {}, { method: 'DELETE' })).toBe('405 method_not_allowed');
  expect(await ask(path(first).replace('/cn/', '/eu/'), {})).toBe('403 upload_target_invalid');
  await rig.clock.advance(seconds(31));
  await expect.poll(() => ask(path(first), {})).toBe('403 upload_target_expired'); // the server hears of the time
});

test('a permission that its owner takes back ends what was opened with it', async () => {
  const owner = await rig.newOwner();
  await linkTester(cast.maker, owner);
  const { run } = await stages['await-upload']({ rig, unit: await rig.unit({ owner }) });
  const { playlistUrl } = await cast.maker.getFootage({ params: { id: run.id } });
  const playlist = String(playlistUrl).slice(rig.url.length);
  expect(await ask(playlist, {})).toBe('200');
  const [link] = (await owner.listTesterLinks({})).items;
  await owner.removeTesterLink({ params: { id: link?.id ?? '' } });
  for (const what of ['index.m3u8', 'object/0', 'snapshot.jpg', 'key'])
    expect(await ask(playlist.replace('index.m3u8', what), {}), what).toBe('403 evidence_private');
});

test('only footage and objects may be read by other sites’ pages, and none may be shown inside them', async () => {
  const { playlist } = await footageOf();
  const origin = { origin: 'https://evil.example' };
  const look = async (path: string) => {
    const response = await fetch(rig.url + path, { headers: origin });
    await response.body?.cancel();
    const { headers } = response;
    return [
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-credentials'),
      headers.get('x-frame-options'),
      headers.get('x-content-type-options'),
    ];
  };
  expect(await look(playlist)).toEqual(['*', null, 'DENY', 'nosniff']);
  for (const path of [
    '/api/v1/session',
    '/cn/api/v1/me',
    '/cn/device/v1/challenge',
    '/openapi.json',
    '/openapi-internal.json',
    '/healthz',
    '/nothing',
  ])
    expect(await look(path), path).toEqual([null, null, 'DENY', 'nosniff']);
  const preflight = {
    ...origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  const response = await fetch(`${rig.url}/api/v1/sign-in`, { method: 'OPTIONS', headers: preflight });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([405, null]);
});

test('what another site’s page sends with somebody’s cookie does nothing', async () => {
  const body = JSON.stringify({ name: 'made by another site' });
  const evil = ['https://evil.example', 'null', rig.url.replace('http:', 'https:'), `${rig.url}.evil.example`];
  for (const origin of evil) {
    const headers = { ...cast.makers.stranger, origin, 'content-type': 'application/json' };
    expect(await ask('/api/v1/products', headers, { method: 'POST', body }), origin).toBe('403 not_allowed');
    const owners = { ...cast.owners.neighbour, origin, 'content-type': 'application/json' };
    expect(await ask('/cn/api/v1/pairing-tokens', owners, { method: 'POST', body: '{}' }), origin).toBe(
      '403 not_allowed',
    );
  }
  const { origin: _, ...withoutOrigin } = cast.makers.stranger as { origin: string; cookie: string };
  const headers = { ...withoutOrigin, 'content-type': 'application/json' };
  expect(await ask('/api/v1/products', headers, { method: 'POST', body })).toBe('403 not_allowed');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const form = { ...cast.makers.stranger, 'content-type': type };
    expect(await ask('/api/v1/products', form, { method: 'POST', body }), type).toMatch(/^415/);
  }
  const login = { login: 'evil-sign-up@example.com', password: 'long enough to do', name: 'x' };
  const foreign = { origin: 'https://evil.example', 'content-type': 'application/json' };
  const signingUp = { method: 'POST', body: JSON.stringify(login) };
  expect(await ask('/cn/api/v1/sign-up', foreign, signingUp)).toBe('403 not_allowed');
  await signUp(rig, 'cn', login.login); // nobody had that name yet
});
