import {
  type Application,
  type ApplicationId,
  type ConformanceId,
  type ConformanceItem,
  days,
  findings,
  type ItemName,
  type ItemReason,
  itemText,
  minutes,
  type Pid,
  problemText,
  products,
  type Refusal,
} from '@kaitong/contract';
import { type Finding, finding } from '@kaitong/contract/checks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findOpener } from '../../control/accounts/openers.ts';
import { keepHeaders } from '../../control/findings/found-headers.ts';
import { coarseNetwork } from '../../control/findings/note-opening.ts';
import { sweepFindingsShares } from '../../control/findings/sweep-shares.ts';
import { newApplicationId, newConformanceId, newDeviceId } from '../../secrets/new-ids.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { json } from '../../store/database.ts';
import { append } from '../../store/topics.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

type State = 'none' | 'visible' | 'private' | 'deleted';
let rig: ControlRig;
let maker: RigMaker;
let pid: Pid;
/** What the region says of footage, and with what it was asked. */
let footage: State = 'private';
let openers: (string | undefined)[] = [];
let n = 0;

beforeAll(async () => {
  rig = await startControl({
    answers: {
      cn: {
        async getRunFootage(_caller, { query }) {
          openers.push(query.opener);
          const url = footage === 'visible' ? 'https://cn.example.com/footage/ticket' : null;
          const expiresAt = new Date(0).toISOString();
          return {
            state: footage,
            snapshotUrl: url && `${url}/snapshot.jpg`,
            playlistUrl: null,
            clipUrl: url && `${url}/clip`,
            expiresAt,
          };
        },
      },
      eu: {},
    },
  });
});
beforeEach(async () => {
  maker = await rig.maker(`findings${n++}`);
  ({ pid } = await maker.client(products).createProduct({ body: { name: 'SC002 <b>卡片机</b>' } }));
  openers = [];
  footage = 'private';
});
afterAll(() => rig[Symbol.asyncDispose]());

const notKey = finding('video.first_not_key', { measured: 1900, object: 1, kind: 'segment', offset: 564, atMs: 0 });
const size = finding('video.dims_mismatch', { measured: '640x360', limit: '1280x720', params: { what: 'size' } });

type Attempt = {
  state?: Application['state'];
  findings?: Finding[];
  problem?: Refusal | null;
  firmware?: string;
  of?: RigMaker;
};

/** An attempt as it is kept; each of a test later than the one before. */
async function attempt({
  state = 'rejected',
  findings: found = [notKey],
  of = maker,
  ...rest
}: Attempt = {}): Promise<ApplicationId> {
  const { account, user } = of.session;
  const id = newApplicationId();
  const rejected: Refusal = { code: 'clip_rejected', params: {} };
  await rig.context.db
    .insertInto('application')
    .values({
      id,
      account_id: account.id,
      user_id: user.id,
      device_id: newDeviceId(),
      older_firmware_accepted: false,
      pid,
      firmware: rest.firmware ?? '2.3.0',
      region: 'cn' as never,
      paired_at: null,
      motion_detection: null,
      state,
      step: 'verify',
      step_deadline_at: null,
      problem: json(rest.problem === undefined ? (state === 'rejected' ? rejected : null) : rest.problem) as never,
      findings: json(found) as never,
      evidence: null,
      certificate: null,
      certified_at: null,
      footage: 'private',
      ended_at: new Date(),
    })
    .execute();
  await rig.clock.advance(minutes(1));
  return id;
}

const share = async (id: ApplicationId, body: { days?: number; withFootage?: boolean } = {}, who = maker) => {
  const made = await who.client(findings).shareFindings({ params: { id }, body });
  return { ...made, token: made.url.split('/').at(-1) ?? '' };
};
const open = (token: string, lang?: 'en' | 'zh-CN') =>
  rig
    .browser()
    .client(findings)
    .getSharedFindings({ params: { token }, query: lang ? { lang } : {} });
const page = (token: string, language = 'en', query = '') =>
  fetch(`${rig.url}/findings/${token}${query}`, { headers: { 'accept-language': language } });

test('whoever holds the address reads what was found, why, what was expected, the fix and the versions', async () => {
  const id = await attempt();
  const { token } = await share(id);
  const shared = await open(token, 'en');
  expect(shared).toMatchObject({
    productName: 'SC002 <b>卡片机</b>',
    firmware: '2.3.0',
    state: 'rejected',
    problem: null,
    findings: [{ code: 'video.first_not_key' }],
    compared: null,
    footage: null,
  });
  const [headline] = shared.headlines;
  expect(headline).toMatchObject({ code: 'video.first_not_key', severity: 'error' });
  for (const part of ['title', 'sentence', 'place', 'cause', 'fix'] as const) expect(headline?.[part]).toBeTruthy();
  expect(shared.rules).toBeGreaterThan(0);
  expect((await open(token, 'zh-CN')).headlines[0]?.title).toMatch(/\p{Script=Han}/u);
});

test('it names neither an account nor a unit, an owner or the application itself', async () => {
  const id = await attempt();
  const { token, share: made } = await share(id);
  const said = JSON.stringify(await open(token)) + (await (await page(token)).text());
  const { account, user } = maker.session;
  for (const name of [id, pid, account.id, account.name, user.id, maker.login, made.id])
    expect(said).not.toContain(name);
});

test('the page escapes what it was given, runs nothing, and stands in both languages', async () => {
  const { token } = await share(await attempt());
  const answer = await page(token, 'zh-CN,zh;q=0.9');
  const html = await answer.text();
  expect(answer.status).toBe(200);
  expect(html).toContain('<html lang="zh-CN">');
  expect(html).not.toContain('<b>卡片机');
  expect(html).not.toContain('<script');
  expect(await (await page(token, 'fr')).text()).toContain('<html lang="en">');
  expect(await (await page(token, 'en', '?lang=zh-CN')).text()).toContain('<html lang="zh-CN">');
});

test('nobody keeps it, finds it, or passes its address on: the page, its JSON, and that it has ended', async () => {
  const { token } = await share(await attempt());
  for (const path of [`/findings/${token}`, `/findings/${token}/json`, '/findings/kf_x', '/findings/kf_x/json']) {
    const { headers } = await rig.browser().fetch(path);
    expect([path, headers.get('x-robots-tag')]).toEqual([path, 'noindex, nofollow, noarchive']);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toContain('no-store');
  }
  const policy = (await page(token)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|unsafe/);
});

test('the address is told once, is long, and is kept as its hash alone', async () => {
  const id = await attempt();
  const { token } = await share(id);
  expect(Buffer.from(token.slice(3), 'base64url')).toHaveLength(32);
  const rows = await rig.context.db.selectFrom('findings_share').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map(({ token_hash }) => token_hash)).toContain(hashToken(token));
  expect(JSON.stringify(await maker.client(findings).listFindingsShares({ params: { id } }))).not.toContain(token);
});

test('it ends by its time, by whoever made it, and says so in both languages with what to do', async () => {
  const id = await attempt();
  const [ended, expired] = [await share(id), await share(id, { days: 3 })];
  await maker.client(findings).endFindingsShare({ params: { id: ended.share.id } });
  expect(await refusedCode(open(ended.token))).toBe('findings_share_ended');
  expect((await open(expired.token)).state).toBe('rejected');
  await rig.clock.advance(days(3));
  expect(await refusedCode(open(expired.token))).toBe('findings_share_ended');
  const answer = await page(expired.token);
  const html = await answer.text();
  expect([answer.status, html.includes('This address is not valid any more'), html.includes('此链接已失效')]).toEqual([
    410,
    true,
    true,
  ]);
  const { items } = await maker.client(findings).listFindingsShares({ params: { id } });
  expect(items.map(({ state }) => state)).toEqual(['expired', 'ended']);
});

test('ending it again changes nothing, and is written down once', async () => {
  const id = await attempt();
  const { share: made } = await share(id);
  const end = () => maker.client(findings).endFindingsShare({ params: { id: made.id } });
  expect([await end(), await end()]).toMatchObject([{ state: 'ended' }, { state: 'ended' }]);
  const trail = await rig.context.db
    .selectFrom('audit')
    .select('action')
    .where('subject', '=', id)
    .orderBy('id')
    .execute();
  expect(trail.map(({ action }) => action)).toEqual(['findings.shared', 'findings.share_ended']);
});

test('it ends with the application, and some weeks after its time nothing of it is left', async () => {
  const [gone, old] = [await attempt(), await attempt()];
  const { token } = await share(gone);
  const { token: kept } = await share(old, { days: 1 });
  await open(kept);
  await rig.context.db.deleteFrom('application').where('id', '=', gone).execute();
  expect(await refusedCode(open(token))).toBe('findings_share_ended');
  await rig.clock.advance(days(32));
  await rig.context.db.transaction().execute(sweepFindingsShares);
  expect((await maker.client(findings).listFindingsShares({ params: { id: old } })).items).toEqual([]);
});

test('an account that was given the product shares its own attempt until the product is taken from it', async () => {
  const friend = await rig.maker(`friend${n++}`);
  await authoriseIn(maker, friend, pid, 'developer');
  const id = await attempt({ of: friend });
  const { token, share: made } = await share(id, {}, friend);
  expect((await open(token)).state).toBe('rejected');
  await rig.context.db.deleteFrom('authorisation').where('pid', '=', pid).execute();
  expect(await refusedCode(open(token))).toBe('findings_share_ended');
  const { items } = await friend.client(findings).listFindingsShares({ params: { id } });
  expect(items).toMatchObject([{ id: made.id, state: 'lost' }]);
});

test('another account neither makes, sees nor ends one', async () => {
  const id = await attempt();
  const { share: made, token } = await share(id);
  const stranger = (await rig.maker(`stranger${n++}`)).client(findings);
  const params = { id };
  expect(await refusedCode(stranger.shareFindings({ params, body: {} }))).toBe('not_found');
  expect(await refusedCode(stranger.listFindingsShares({ params }))).toBe('not_found');
  expect(await refusedCode(stranger.compareFindings({ params }))).toBe('not_found');
  expect(await refusedCode(stranger.endFindingsShare({ params: { id: made.id } }))).toBe('not_found');
  expect((await open(token)).state).toBe('rejected');
});

test('openings are counted by hour and network', async () => {
  const id = await attempt();
  const { token } = await share(id);
  await open(token);
  await page(token);
  const { items } = await maker.client(findings).listFindingsShares({ params: { id } });
  expect(items[0]?.openings).toMatchObject([{ network: '127.0.0.0/24', count: 2 }]);
  expect(items[0]?.openings[0]?.hour).toMatch(/:00:00\.000Z$/);
  expect(['203.0.113.77', '::ffff:203.0.113.77', '2001:db8:1:2::3', '::1'].map(coarseNetwork)).toEqual([
    '203.0.113.0/24',
    '203.0.113.0/24',
    '2001:db8:1::/48',
    '0:0:0::/48',
  ]);
});

test('compared is with the judged attempt before of the same product: others are none', async () => {
  await attempt({ findings: [notKey, size], firmware: '2.2.0' });
  await attempt({ findings: [], problem: { code: 'no_event', params: {} } });
  await attempt({ state: 'refused', findings: [], problem: { code: 'device_offline', params: {} } });
  const id = await attempt({ findings: [size] });
  const { compared } = await maker.client(findings).compareFindings({ params: { id } });
  expect(compared).toMatchObject({
    gone: ['video.first_not_key'],
    added: [],
    stays: ['video.dims_mismatch'],
    before: { firmware: '2.2.0' },
  });
  const { token } = await share(id);
  expect((await open(token, 'en')).compared?.sentence).toBe('video.first_not_key gone, 1 left');
  expect(await (await page(token)).text()).toContain('video.first_not_key gone, 1 left');
});

test('an attempt that failed before a clip was judged is compared with nothing, and says why it ended', async () => {
  await attempt();
  const id = await attempt({ findings: [], problem: { code: 'no_event', params: {} } });
  expect((await maker.client(findings).compareFindings({ params: { id } })).compared).toBeNull();
  const { token } = await share(id);
  expect((await open(token)).problem?.code).toBe('no_event');
});

test('where no clip was judged, the last upload test says what was found', async () => {
  const id = await attempt({ state: 'cancelled', findings: [], problem: null });
  await rig.context.db.transaction().execute(async (trx) => {
    for (const found of [[size], [notKey]]) {
      const ended = { type: 'probe.ended', outcome: 'flawed', reason: null, findings: found };
      await append(trx, `application:${id}`, { ...ended, at: new Date(0).toISOString() });
    }
  });
  const { token } = await share(id);
  expect(await open(token)).toMatchObject({ isPreflight: true, findings: [{ code: 'video.first_not_key' }] });
});

test('an attempt that the checks refused has nothing to share', async () => {
  const id = await attempt({ state: 'refused', findings: [], problem: { code: 'device_unknown', params: {} } });
  expect(await refusedCode(share(id))).toBe('nothing_to_share');
});

test('the headers that the region read stand beside their finding, with what they had to say', async () => {
  const id = await attempt();
  const field = { name: 'nal_unit_type', from: 570, to: 571, value: 1, expected: 5 };
  const structures = [
    { kind: 'nal' as const, name: 'slice_header', clause: 'H.264, 7.3.3', from: 568, to: 900, fields: [field] },
  ];
  await rig.context.db
    .transaction()
    .execute((trx) =>
      keepHeaders(trx, id, { rules: 14, headers: [{ code: 'video.first_not_key', object: 1, source: 1, structures }] }),
    );
  const { token } = await share(id);
  expect(await open(token)).toMatchObject({ rules: 14, headers: [{ source: 1, structures }] });
  const html = await (await page(token)).text();
  expect(html).toContain('<tr class="wrong"><td class="id">nal_unit_type</td><td>570</td><td>1</td><td>✗ 5</td></tr>');
});

test('pictures go along only where the region shows them by this address, and as long as it does', async () => {
  const id = await attempt();
  expect(await refusedCode(share(id, { withFootage: true }))).toBe('evidence_private');
  footage = 'deleted';
  expect(await refusedCode(share(id, { withFootage: true }))).toBe('evidence_deleted');
  footage = 'visible';
  const { token: without } = await share(id);
  const { token, share: made } = await share(id, { withFootage: true });
  expect(new Set(openers)).toEqual(new Set([expect.stringMatching(/^f-fs/), openers[0], openers[1]]));
  openers = [];
  expect((await open(without)).footage).toBeNull();
  expect(openers).toEqual([]);
  expect((await open(token)).footage?.clipUrl).toBe('https://cn.example.com/footage/ticket/clip');
  expect(openers).toEqual([`f-${made.id}`]);
  const answer = await page(token);
  expect(answer.headers.get('content-security-policy')).toContain('img-src https://cn.example.com');
  expect(await answer.text()).toContain('src="https://cn.example.com/footage/ticket/snapshot.jpg"');
  footage = 'private';
  expect((await open(token)).footage).toBeNull();
  expect(await (await page(token)).text()).not.toContain('<img');
});

test('an address opens footage only while it is open and was made with it', async () => {
  footage = 'visible';
  const id = await attempt();
  const [{ share: plain }, { share: made }] = [await share(id), await share(id, { withFootage: true })];
  const isInForce = async (shareId: string) =>
    (await findOpener(rig.context, { params: { opener: `f-${shareId}` as never }, query: undefined, body: undefined }))
      .inForce;
  expect([await isInForce(plain.id), await isInForce(made.id)]).toEqual([false, true]);
  await maker.client(findings).endFindingsShare({ params: { id: made.id } });
  expect(await isInForce(made.id)).toBe(false);
});

test('whoever tries addresses is stopped', async () => {
  const codes = new Set<string>();
  for (let tries = 0; tries < 125; tries++) codes.add(String(await refusedCode(open(`kf_${tries}`))));
  expect([...codes]).toEqual(['findings_share_ended', 'rate_limited']);
  const answer = await page('kf_x');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  // Whose address is good is not told that it has ended.
  const html = await answer.text();
  const { title } = problemText('rate_limited', {}, 'en');
  expect([html.includes(title), html.includes('not valid any more')]).toEqual([true, false]);
});

const item = (name: ItemName, verdict: 'pass' | 'fail', code: ItemReason = 'not_reached'): ConformanceItem => ({
  ...{ name, state: 'ended', verdict, reason: verdict === 'pass' ? null : { code, params: {} } },
  ...{ startedAt: null, endedAt: null, deadlineAt: null, moveSeconds: null, darkenSeconds: null, clips: [] },
  observations: [{ at: '2026-11-27T10:00:00.000Z', code: 'grant.sent', params: {} }],
});

/** An extended test as it is kept; each later than the one before. */
async function extendedTest(items: ConformanceItem[], firmware: string): Promise<ConformanceId> {
  const { account, user } = maker.session;
  const id = newConformanceId();
  await rig.context.db
    .insertInto('conformance')
    .values({
      ...{ id, account_id: account.id, user_id: user.id, device_id: newDeviceId(), pid, firmware },
      ...{ region: 'cn' as never, state: 'ended', items: json(items) as never, problem: null, ended_at: new Date() },
    })
    .execute();
  await rig.clock.advance(minutes(1));
  return id;
}

test('an extended test travels too: items, reasons and evidence, compared with the one before; it ends as others do', async () => {
  const [first, second] = ['uplink-lost', 'token-expired'] as const;
  await extendedTest([item(first, 'fail'), item(second, 'fail')], '2.2.0');
  const id = await extendedTest([item(first, 'pass'), item(second, 'fail')], '2.3.0');
  const client = maker.client(findings);
  const { url, share: made } = await client.shareConformance({ params: { id }, body: {} });
  expect(made).toMatchObject({ conformanceId: id, applicationId: null, state: 'open', withFootage: false });
  const token = url.split('/').at(-1) ?? '';
  const shared = await open(token, 'en');
  expect(shared).toMatchObject({ productName: 'SC002 <b>卡片机</b>', firmware: '2.3.0', state: null, footage: null });
  expect(shared.test?.items.map(({ name, verdict }) => [name, verdict])).toEqual([
    [first, 'pass'],
    [second, 'fail'],
  ]);
  expect(shared.test?.items[1]).toMatchObject({
    reason: expect.any(String),
    observations: [{ text: expect.any(String) }],
  });
  expect(shared.test?.compared).toMatchObject({
    before: { firmware: '2.2.0' },
    gone: [first],
    added: [],
    stays: [second],
  });
  for (const language of ['en', 'zh-CN'] as const) {
    const html = await (await page(token, language)).text();
    expect(html).toContain(itemText(second, language).title);
    expect(html).not.toContain('<b>卡片机');
    for (const name of [id, pid, maker.session.account.id, maker.login]) expect(html).not.toContain(name);
  }
  const other = (await rig.maker(`stranger${n++}`)).client(findings);
  expect(await refusedCode(other.shareConformance({ params: { id }, body: {} }))).toBe('not_found');
  expect(await refusedCode(other.listConformanceShares({ params: { id } }))).toBe('not_found');
  expect((await client.listConformanceShares({ params: { id } })).items[0]?.openings).toHaveLength(1);
  await client.endFindingsShare({ params: { id: made.id } });
  expect(await refusedCode(open(token))).toBe('findings_share_ended');
});
