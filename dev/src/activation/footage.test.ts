// The privacy rule: who sees a run's footage, for how long, and that nothing of it stays.
import { createDecipheriv } from 'node:crypto';
import { days, hours, minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { refusedCode } from './testing/expectations.ts';
import { linkTester, type Owner, openBrowser, PASSWORD } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { stages } from './testing/stages.ts';
import type { Unit } from './testing/units.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const footageOf = (id: string) => rig.maker.getFootage({ params: { id: id as never } });
const eventOf = async (id: string) => {
  const { rows } = await rig.regions.cn.pool.query('SELECT id, wrapped_key FROM event WHERE run_id = $1', [id]);
  return rows[0] as { id: string; wrapped_key: string | null };
};
const shownState = async (id: string) => (await rig.maker.getApplication({ params: { id: id as never } })).footage;

/** A camera that encrypts, verified to its approval. */
async function verify(owner: Owner): Promise<{ unit: Unit; id: string }> {
  const unit = await rig.unit({ owner });
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  return { unit, id: application.id };
}

test('footage of an owner who is no tester is never shown, and gone with the verdict; the owner is told', async () => {
  const owner = await rig.newOwner();
  const unit = await rig.unit({ owner });
  const { run, event, goOn } = await stages['await-upload']({ rig, unit });
  expect(await shownState(run.id)).toBe('private');
  expect(await refusedCode(footageOf(run.id))).toBe('evidence_private');
  expect((await owner.listNotices({ query: {} })).items).toEqual([]);
  await goOn();
  await run.ended();
  await eventually(async () => expect(await shownState(run.id)).toBe('withheld'));
  expect(rig.storedObjects('cn', event.eventId)).toEqual([]);
  // Not `evidence_deleted`: that would say that it could have been seen in time.
  expect(await refusedCode(footageOf(run.id))).toBe('evidence_private');
  expect((await owner.listNotices({ query: {} })).items).toMatchObject([{ type: 'verified', deviceId: unit.deviceId }]);
});

test('a tester’s footage is seen and played, each look is recorded, and after 24 h it is gone', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const { id } = await verify(owner);
  expect(await shownState(id)).toBe('visible');
  const { snapshotUrl, playlistUrl } = await footageOf(id);

  const jpeg = Buffer.from(await (await fetch(snapshotUrl ?? '')).arrayBuffer());
  expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  const playlist = await (await fetch(playlistUrl ?? '')).text();
  expect(playlist).toContain('#EXT-X-ENDLIST');
  const key = Buffer.from(await (await fetch(new URL('key', playlistUrl ?? ''))).arrayBuffer());
  const segments = [...playlist.matchAll(/IV=0x([0-9a-f]{32})\n#EXTINF:[\d.]+,\n(object\/\d+)/g)];
  expect(segments).toHaveLength(2);
  for (const [, iv = '', uri = ''] of segments) {
    const bytes = Buffer.from(await (await fetch(new URL(uri, playlistUrl ?? ''))).arrayBuffer());
    const decipher = createDecipheriv('aes-128-cbc', key, Buffer.from(iv, 'hex'));
    expect(Buffer.concat([decipher.update(bytes), decipher.final()])[0]).toBe(0x47);
  }
  const { rows } = await rig.control.pool.query('SELECT account_id, action FROM audit WHERE subject = $1 ORDER BY id', [
    id,
  ]);
  const { accountId: account_id } = rig.maker;
  expect(rows).toEqual(['application.created', 'footage.viewed'].map((action) => ({ account_id, action })));
  const stranger = await rig.newMaker();
  expect(await refusedCode(stranger.getFootage({ params: { id: id as never } }))).toBe('not_found');

  await rig.clock.advance(minutes(5));
  await expect.poll(async () => (await fetch(snapshotUrl ?? '')).status).toBe(403); // the server hears of the time
  const event = await eventOf(id);
  expect(event.wrapped_key).not.toBeNull();
  expect(rig.storedObjects('cn', event.id)).not.toEqual([]);
  await rig.clock.advance(days(1));
  await eventually(async () => expect(await shownState(id)).toBe('deleted'));
  expect(rig.storedObjects('cn', event.id)).toEqual([]);
  expect((await eventOf(id)).wrapped_key).toBeNull();
  expect(await refusedCode(footageOf(id))).toBe('evidence_deleted');
  await rig.clock.advance(hours(6));
});

test('an owner may allow it for one device, and take it back at once', async () => {
  const owner = await rig.newOwner();
  const unit = await rig.unit({ owner });
  const params = { deviceId: unit.deviceId };
  await owner.updateDevice({ params, body: { verificationFootageAllowed: true } });
  const { run, goOn } = await stages['await-upload']({ rig, unit });
  await goOn();
  await run.ended();
  expect((await footageOf(run.id)).playlistUrl).toContain('/footage/');
  await owner.updateDevice({ params, body: { verificationFootageAllowed: false } });
  expect(await refusedCode(footageOf(run.id))).toBe('evidence_private');
});

test('footage that a browser or a key opened is shown until that session or key ends: list, key, picture and objects', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const { id } = await verify(owner);
  const params = { id: id as never };
  const { url, maker } = rig;
  const [elsewhere, here] = [openBrowser(url), openBrowser(url)];
  for (const browser of [elsewhere, here]) await browser.signIn({ body: { login: maker.login, password: PASSWORD } });
  const { id: keyId, key } = await maker.console.createApiKey({ body: { name: 'ends' } });
  const byKey = await fetch(`${url}/api/v1/applications/${id}/footage`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const opened = {
    elsewhere: await addressesOf(String((await elsewhere.getFootage({ params })).playlistUrl)),
    here: await addressesOf(String((await here.getFootage({ params })).playlistUrl)),
    key: await addressesOf(((await byKey.json()) as { playlistUrl: string }).playlistUrl),
  };
  const look = async (who: keyof typeof opened) =>
    [...new Set(await Promise.all(opened[who].map(async (address) => (await fetch(address)).status)))].join();
  expect([await look('elsewhere'), await look('here'), await look('key')]).toEqual(['200', '200', '200']);
  const { items } = await here.listSessions({});
  const [other] = items.filter(({ current }) => !current); // newest first
  await here.endSession({ params: { id: other?.id ?? '' } });
  expect([await look('elsewhere'), await look('here'), await look('key')]).toEqual(['403', '200', '200']);
  await maker.console.revokeApiKey({ params: { id: keyId } });
  await here.signOut({});
  expect([await look('elsewhere'), await look('here'), await look('key')]).toEqual(['403', '403', '403']);
});

/** All that a player would ask for, with the first object also where it lies. */
async function addressesOf(playlistUrl: string): Promise<string[]> {
  const at = (name: string) => new URL(name, playlistUrl).href;
  const object = await fetch(at('object/1'), { redirect: 'manual' });
  expect(object.status).toBe(302);
  return [playlistUrl, at('key'), at('snapshot.jpg'), at('object/1'), object.headers.get('location') ?? ''];
}

test('an owner who leaves leaves no picture of any sample: bytes and keys are gone before the receipt says so', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const ids = [(await verify(owner)).id, (await verify(owner)).id];
  const events = await Promise.all(ids.map(eventOf));
  for (const { id, wrapped_key } of events) {
    expect(wrapped_key).not.toBeNull();
    expect(rig.storedObjects('cn', id)).not.toEqual([]);
  }
  const { receipt } = await owner.deleteAccount({ body: { password: PASSWORD } });
  expect(receipt.objectsRemovedAt).not.toBeNull();
  for (const [n, { id }] of events.entries()) {
    const { wrapped_key } = await eventOf(ids[n] ?? '');
    expect([wrapped_key, rig.storedObjects('cn', id)]).toEqual([null, []]);
  }
  for (const id of ids) await eventually(async () => expect(await shownState(id)).toBe('deleted'));
});

test('an application that recorded nothing has no footage', async () => {
  const { run } = await stages['await-event']({ rig });
  expect(await refusedCode(footageOf(run.id))).toBe('not_found');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
