// The machine and its folder are gone. There are yesterday's backup, the operator's copy of the objects, the second copy of
// the keys and the master key: yesterday's footage plays elsewhere, and what was deleted since stays gone.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { control, createClient, days, type EventId, hours, minutes } from '@kaitong/contract';
import { readConfig, restoreBackup, type Server, silentLog, startServer } from '@kaitong/server';
import { cheapPasswords, defaultKeyFile, foldersOf, sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { refusedCode } from '../../src/activation/testing/expectations.ts';
import { type Owner, signInOwner } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { cookieSend } from '../../src/demo/session.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { record } from '../../src/service/testing/record.ts';

const KAITONG = path.resolve(import.meta.dirname, '../../../client/bin/kaitong.mjs');
const operator = { login: 'operator@example.com', password: 'correct horse battery' };
const month = { kind: 'event', retentionDays: 30 } as const;

type Stored = { event_id: EventId; kind: string; sha256: string; key: string };

let rig: RunningRig;
/** Where what survived lies, and the new machine. */
let left: string;
let elsewhere: string;
/** Plays on; one of its two events is deleted after the backup. */
let kept: Unit;
/** Its cloud storage ends after the backup, and its key with it. */
let ended: Unit;
/** Of every object at the backup. */
let before: Stored[];
let deletedId: EventId;
let playedId: EventId;
let endedKeys: Buffer[];

beforeAll(async () => {
  rig = await startRig();
  [left, elsewhere] = [path.join(rig.folder, 'left'), path.join(rig.folder, 'elsewhere')];
  [kept, ended] = [await rig.unit(), await rig.unit()];
  await record(rig, kept, 2, month, days(30));
  await record(rig, ended, 1, month, hours(20));
  await completeEvents(ended, 1);
  const [first, second] = await completeEvents(kept, 2);
  if (!first || !second) throw new Error('nothing was recorded');
  [playedId, deletedId] = [first.eventId, second.eventId];
  const { rows } = await rig.regions.cn.pool.query<Stored>(
    `SELECT o.event_id, o.kind, o.sha256, concat('footage/', o.retention_class, '/', o.day, '/', e.device_id, '/', e.id, '/',
       lpad(o.n::text, 6, '0')) AS key
     FROM recorded_object o JOIN recorded_event e ON e.id = o.event_id AND e.day = o.day`,
  );
  before = rows;
  expect(before.length).toBeGreaterThanOrEqual(6);
  await backUpTwice();
  // Afterwards an owner deletes, time destroys a key, and only the copy of the keys follows.
  await kept.owner.footage.deleteEvent({ params: { deviceId: kept.deviceId, eventId: deletedId } });
  endedKeys = keysOf(ended).map((file) => readFileSync(file));
  expect(endedKeys.length).toBe(2);
  await rig.clock.advance(days(9));
  await eventually(() => expect(keysOf(ended)).toEqual([]));
  cpSync(dataOf('.keys-copy'), path.join(left, 'keys-copy'), { recursive: true });
  cpSync(defaultKeyFile(dataOf('')), path.join(left, 'master.key'));
  await loseEverything();
}, minutes(5));
afterAll(() => rig.stop());

const dataOf = (suffix: string): string => `${rig.environment.KAITONG_DATA}${suffix}`;

/** The backup, one that begins with it, and the objects, as an operator's night does it. */
async function backUpTwice(): Promise<void> {
  const people = createClient(control, cookieSend(rig.url));
  const token = new URL((await rig.server.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  await people.setUp({ body: { token, ...operator } });
  const { key } = await people.createApiKey({ body: { name: 'backups' } });
  const env = { ...process.env, KAITONG_URL: rig.url, KAITONG_API_KEY: key };
  const kaitong = (...args: string[]) => promisify(execFile)(process.execPath, [KAITONG, ...args], { env });
  mkdirSync(left);
  await kaitong('backup', '--out', path.join(left, 'first.tar'));
  await kaitong('backup', '--out', path.join(left, 'second.tar'), '--since', path.join(left, 'first.tar'));
  const { stdout } = await kaitong('backup', 'verify', path.join(left, 'second.tar'));
  expect(stdout).toMatch(
    /^Restored and tried in .*\nIf the machine were lost now, what happened in the last .* would be lost\.\n/,
  );
  expect(stdout).toMatch(/\ncn: (\d) of \1 recordings played\.\n/);
  cpSync(dataOf('/objects'), path.join(left, 'objects'), { recursive: true, preserveTimestamps: true });
}

/** Files of a device's keys, in both copies. */
function keysOf({ deviceId }: Unit): string[] {
  return ['.keys', '.keys-copy'].flatMap((copy) =>
    readdirSync(path.join(dataOf(copy), 'cn'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.startsWith(`${deviceId}.`) && name.endsWith('.kept'))
      .map(({ parentPath, name }) => path.join(parentPath, name)),
  );
}

async function loseEverything(): Promise<void> {
  await rig.server.stop();
  for (const suffix of ['', '.keys', '.keys-copy', '.key']) rmSync(dataOf(suffix), { recursive: true, force: true });
}

let machines = 0;

/** A new machine with an embedded database of its own; one object may be lost on the way. */
async function restored(name: string, lost?: Stored): Promise<{ server: Server; objects: string; config: Config }> {
  const folder = path.join(elsewhere, `${name}-${machines++}`);
  const data = path.join(folder, 'data');
  const config = readConfig({
    ...{ KAITONG_DATA: data, KAITONG_PORT: '0', KAITONG_ROLES: 'control,cn,eu' },
    ...{ KAITONG_MASTER_KEY: path.join(left, 'master.key') },
    ...{ KAITONG_KEYS: path.join(folder, 'keys'), KAITONG_KEYS_COPY: path.join(folder, 'keys-copy') },
  });
  for (const copy of Object.values(foldersOf(config.keyPlaces)))
    cpSync(path.join(left, 'keys-copy'), copy, { recursive: true });
  cpSync(path.join(left, 'objects'), path.join(data, 'objects'), { recursive: true, preserveTimestamps: true });
  const objects = path.join(data, 'objects/cn/objects');
  if (lost) rmSync(path.join(objects, lost.key));
  await restoreBackup(config, path.join(left, 'second.tar'), { log: silentLog });
  const judge = await sharedJudge('none');
  const server = await startServer(config, { log: silentLog, judge, passwords: cheapPasswords });
  return { server, objects, config };
}

type Config = ReturnType<typeof readConfig>;
const at = (unit: Unit, owner: Owner): Unit => ({ ...unit, owner });
const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test('yesterday’s event plays on another machine, every object is what it was, and what was deleted stays gone', async () => {
  const { server, objects, config } = await restored('whole');
  try {
    const owner = await signInOwner(server.url, kept.owner);
    const [played, ...more] = await completeEvents(at(kept, owner), 1);
    expect([played?.eventId, more]).toEqual([playedId, []]);
    if (!played) throw new Error('nothing is there');
    await expectPlayable(at(kept, owner), played);
    const playable = before.filter(({ event_id }) => event_id === playedId);
    expect(playable.length).toBeGreaterThanOrEqual(2);
    for (const { key, sha256 } of playable) expect(hashOf(path.join(objects, key))).toBe(sha256);

    // Deleted by the owner after the backup: index, object and picture.
    const params = { deviceId: kept.deviceId, eventId: deletedId };
    expect(await refusedCode(owner.footage.getEvent({ params }))).toBe('not_found');
    // Gone with its key after the backup, though the backup says that it was paid for.
    const other = at(ended, owner);
    await completeEvents(other, 0);
    await eventually(() => {
      const there = before.filter(({ key }) => existsSync(path.join(objects, key)));
      expect([...new Set(there.map(({ event_id }) => event_id))]).toEqual([playedId]);
    });
    for (const copy of Object.values(foldersOf(config.keyPlaces)))
      for (const key of endedKeys) expect(holds(copy, key)).toBe(false);
  } finally {
    await server.stop();
  }
});

test('an object that did not come back is a gap, and everything around it plays', async () => {
  const segments = before.filter(({ event_id, kind }) => event_id === playedId && kind === 'segment');
  expect(segments.length).toBeGreaterThanOrEqual(2);
  const [lost] = segments;
  const { server } = await restored('holed', lost);
  try {
    const owner = await signInOwner(server.url, kept.owner);
    const { playlistUrl } = await owner.footage.createPlayback({
      params: { deviceId: kept.deviceId },
      body: { of: { eventId: playedId } },
    });
    const left = await eventually(async () => {
      const urls = await segmentsOf(playlistUrl);
      expect(urls).toHaveLength(segments.length - 1);
      return urls;
    });
    for (const url of left) {
      const got = await fetch(url);
      expect(got.status, got.ok ? '' : await got.text()).toBe(200);
    }
  } finally {
    await server.stop();
  }
});

async function segmentsOf(playlistUrl: string): Promise<string[]> {
  const response = await fetch(playlistUrl);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return text
    .split('\n')
    .flatMap((line) => (line === '' || line.startsWith('#') ? [] : new URL(line, playlistUrl).href));
}

const holds = (folder: string, bytes: Buffer): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(bytes),
  );
