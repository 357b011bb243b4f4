// A whole activation with the log at its most talkative: no secret in it, in an answer, or readable in a table.
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { app, control, Region } from '@kaitong/contract';
import { createLog } from '@kaitong/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import {
  bearer,
  clientWith,
  deviceToken,
  OWNERS_PASSWORD,
  PLANE_SECRET,
  planeCredentials,
  register,
  signUp,
} from './testing/cast.ts';

/** By what they are; each as it is written down where it is used. */
type Secrets = Record<string, string>;

const lines: string[] = [];
const answers: string[] = [];
/** May be read by whoever holds the right to the rest of their row. */
const shown: Secrets = {};
const secrets: Secrets = {};
let rig: RunningRig;

beforeAll(async () => {
  const log = createLog({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  rig = await startRig({ KAITONG_PLANE_TOKEN: PLANE_SECRET }, { log });
  const makers = await register(rig, 'maker@example.com');
  const owners = await signUp(rig, 'cn', 'owner@example.com');
  const maker = { ...rig.maker, ...clientWith(control, rig.url, makers) };
  const owner = { ...rig.owners.cn, ...clientWith(app, `${rig.url}/cn`, owners) };
  secrets['maker’s password'] = 'a password of somebody else';
  secrets['owner’s password'] = OWNERS_PASSWORD;
  secrets['maker’s cookie'] = cookieOf(makers.cookie);
  secrets['owner’s cookie'] = cookieOf(owners.cookie);
  secrets['API key'] = (await maker.createApiKey({ body: { name: 'x' } })).key;
  secrets['plane secret'] = PLANE_SECRET;
  for (const [from, to] of [
    ['control', 'cn'],
    ['cn', 'control'],
  ] as const)
    secrets[`plane token of ${from}`] = (planeCredentials(from, to).authorization ?? '').split(' ')[1] ?? '';
  secrets['set-up link'] = new URL((await rig.server.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  secrets['pairing token'] = (JSON.parse((await owner.createPairingToken({})).text) as { t: string }).t;
  secrets['payout account'] = '6222021234567890';
  const channel = { method: 'bank', holder: 'x', account: secrets['payout account'], bank: null } as const;
  await clientWith(control, rig.url, makers).putPayoutChannel({ body: { ...channel, currency: 'CNY' } });
  const { code } = await owner.createTesterCode({});
  secrets['tester code'] = code;
  await linkTester(maker, owner);
  secrets['webhook secret'] = (await maker.createWebhook({ body: { url: 'https://hooks.invalid/x' } })).secret;
  secrets.invitation = tokenBehind(
    (await maker.createInvitation({ body: { login: 'x@example.com', role: 'viewer' } })).url,
  );
  secrets['terminal code'] = (await maker.beginTerminalLogin({ body: { name: 'x' } })).deviceCode;
  secrets['sign-in link'] = tokenBehind(await rig.server.openSignInLink('console', 'maker@example.com'));
  secrets['owner’s sign-in link'] = tokenBehind(
    await rig.server.openSignInLink(Region.parse('cn'), 'owner@example.com'),
  );
  for (const [at, name] of [
    ['', 'sign-in link'],
    ['/cn', 'owner’s sign-in link'],
  ] as const) {
    const { path: to } = (at === '' ? control : app).signInWithLink;
    const body = JSON.stringify({ token: secrets[name] });
    const headers = { 'content-type': 'application/json', origin: rig.url };
    const answer = await fetch(rig.url + at + to, { method: 'POST', headers, body });
    expect(answer.status, name).toBe(200);
    await fetch(`${rig.url}${at}/enter?token=${secrets[name]}`); // as somebody may have mended it
  }

  const watched = {
    ...maker,
    issueLicences: async (input: Parameters<typeof maker.issueLicences>[0]) => {
      const issued = await maker.issueLicences(input);
      secrets[`AuthKey ${input.params.pid}`] = issued.licences[0]?.authKey ?? '';
      return issued;
    },
  };
  const unit = await rig.unit({ maker: watched, owner });
  secrets['device secret'] = unit.credentials.secret;
  secrets['device token'] = await deviceToken(unit);
  await unit.camera();
  const pushing = await owner.createIngestToken({ params: { deviceId: unit.deviceId }, body: { name: 'x' } });
  secrets['ingest token'] = pushing.token;
  for (const address of [pushing.pushUrl, pushing.pushUrl.replace(unit.deviceId, pushing.token)])
    await fetch(`${address}/clip.mp4?token=${pushing.token}`, {
      method: 'PUT',
      headers: bearer(pushing.token),
      body: 'x',
    });
  const { id } = await maker.createApplication({ body: { deviceId: unit.deviceId } });
  const approved = async () => expect((await maker.getApplication({ params: { id } })).state).toBe('approved');
  await vi.waitFor(approved, { timeout: 60_000, interval: 200 });
  const footage = await maker.getFootage({ params: { id } });
  secrets['footage ticket'] = String(footage.playlistUrl).split('/')[5] ?? '';
  const object = await fetch(String(footage.playlistUrl).replace('index.m3u8', 'object/0'), { redirect: 'manual' });
  secrets['object’s address'] = new URL(object.headers.get('location') ?? '').searchParams.get('sig') ?? '';
  await (await fetch(object.headers.get('location') ?? '')).arrayBuffer();

  const support = await owner.createSupportCode({ params: { deviceId: unit.deviceId } });
  secrets['support code'] = support.code.replaceAll('-', '');
  await maker.redeemSupportCode({ params: { deviceId: unit.deviceId }, body: { code: support.code } });
  const shared = (await maker.shareFindings({ params: { id }, body: {} })).url;
  secrets['findings’ address'] = shared.split('/').at(-1) ?? '';
  for (const to of [shared, `${shared}/json`]) await (await fetch(rig.url + new URL(to).pathname)).text();

  const other = await rig.unit({ maker: watched, owner });
  const device = await other.device();
  const run = await maker.createApplication({ body: { deviceId: other.deviceId } });
  const declaration = { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'aes-128' } as const;
  const opened = await device.open({ declaration });
  secrets['event key'] = opened.key ?? '';
  shown.nonce = (await device.grant).nonce; // in the table of runs, since each call is compared with it
  const hash = (length: number): string => '0'.repeat(length);
  const target = await device.api.declareObject({
    params: { eventId: opened.eventId },
    body: { n: 0, kind: 'segment', bytes: 16, durationMs: 1000, md5: hash(32), sha256: hash(64), iv: hash(32) },
  });
  secrets['upload target'] = new URL(target.url).searchParams.get('sig') ?? '';
  await device.put(target, new Uint8Array(16)); // other bytes than declared
  await fetch(`${rig.url}/cn/device/v1/token`, { method: 'POST', body: `{"proof": "${secrets['device secret']}"` });
  await fetch(`${rig.url}/setup?token=${secrets['set-up link']}`);
  secrets['share link'] = `pb_${randomBytes(32).toString('base64url')}`;
  for (const address of ['app/share', 'play']) await fetch(`${rig.url}/cn/${address}/${secrets['share link']}`);
  await maker.cancelApplication({ params: { id: run.id } });

  // Everything that can be read afterwards, by those who may read most.
  const all = { query: {} };
  const { pid } = unit;
  answers.push(
    JSON.stringify(
      await Promise.all([
        maker.getSession({}),
        maker.listApiKeys(all),
        maker.listAuthorisations(all),
        maker.listWebhooks({}),
        maker.listInvitations(all),
        maker.listFindingsShares({ params: { id } }),
        maker.getDeviceLog({ params: { deviceId: unit.deviceId }, ...all }),
        owner.getSupport({ params: { deviceId: unit.deviceId } }),
        maker.listProducts(all),
        maker.getProduct({ params: { pid } }),
        maker.listLicences({ params: { pid }, ...all }),
        maker.listDevices(all),
        maker.listTesters(all),
        maker.getPayoutChannel({}),
        maker.getBilling(all),
        maker.listContracts({}),
        maker.listApplications(all),
        maker.getApplication({ params: { id } }),
        maker.getCertificate({ params: { id } }),
        maker.getCertificateKeys({}),
        owner.getOwner({}),
        owner.listDevices({}),
        owner.listTesterLinks({}),
        owner.listIngestTokens({ params: { deviceId: unit.deviceId } }),
        owner.listNotices(all),
      ]),
    ),
    await (await fetch(`${rig.url}/openapi.json`)).text(),
    await (await fetch(`${rig.url}/metrics`)).text(),
    await (await fetch(`${rig.url}/healthz`)).text(),
  );
});
afterAll(() => rig.stop());

/** The session’s token with its signature, as the browser sends it. */
const cookieOf = (cookie = ''): string => decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? '');

const tokenBehind = (url: string | null | undefined): string => new URL(url ?? '').hash.replace('#token=', '');

/** A secret as somebody may have written it down: as it is, or its bytes in another spelling. */
function spellings(secret: string): string[] {
  const bytes = [Buffer.from(secret), ...(/^([0-9a-f]{2}){8,}$/.test(secret) ? [Buffer.from(secret, 'hex')] : [])];
  const others = bytes.flatMap((one) => [
    one.toString('hex'),
    one.toString('base64').replace(/=+$/, ''),
    one.toString('base64url'),
  ]);
  return [secret, encodeURIComponent(secret), ...others];
}

function expectNone(text: string, what: Secrets, place: string): void {
  for (const [name, secret] of Object.entries(what)) {
    expect(secret.length, name).toBeGreaterThanOrEqual(8);
    for (const spelling of spellings(secret)) if (text.includes(spelling)) expect.fail(`${name} stands in ${place}`);
  }
}

test('the log at its most talkative holds no secret, and no session without its signature either', () => {
  const text = lines.join('');
  expect(text).toContain('"level":20'); // it did talk
  const tokens = ['maker’s cookie', 'owner’s cookie'].map((name) => [name, secrets[name]?.split('.')[0] ?? '']);
  expectNone(text, { ...secrets, ...shown, ...Object.fromEntries(tokens) }, 'the log');
});

test('no answer repeats a secret that was given once', () => expectNone(answers.join('\n'), secrets, 'an answer'));

test('every table of every schema holds secrets hashed or wrapped', async () => {
  const { rows: tables } = await rig.control.pool.query(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(60);
  for (const { schema, name } of tables as { schema: string; name: string }[]) {
    const { rows } = await rig.control.pool.query(`SELECT t::text AS row FROM "${schema}"."${name}" t`);
    expectNone(rows.map(({ row }) => row).join('\n'), secrets, `${schema}.${name}`);
  }
});

test('the data folder and the master key beside it are for their user only', () => {
  const data = path.join(rig.folder, 'data');
  for (const place of [data, `${data}.key`, `${data}.keys`, `${data}.keys-copy`])
    expect(statSync(place).mode & 0o077, place).toBe(0);
});
