import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { minutes } from '@kaitong/contract';
import type { TestDatabase } from '@kaitong/server/testing';
import { expect } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../../activation/testing/killable-rig.ts';
import { forgetRates } from '../../activation/testing/people.ts';
import type { Rig } from '../../activation/testing/rig.ts';
import { completeEvents, expectPlayable } from './footage.ts';
import { hurriedClock } from './hurried-clock.ts';
import { subscribe } from './subscribe.ts';

/**
 * Commits that the platform has answered: what it may not lose any more. Each request has a connection of its own: where
 * several processes answer, any of them may get it.
 */
function watchCommits() {
  const acknowledged = new Set<string>();
  const watched: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('connection', 'close');
    const response = await fetch(input, { ...init, headers });
    const [, eventId, n] = /\/events\/(\w+)\/objects\/(\d+)\/commit$/.exec(String(input)) ?? [];
    if (eventId !== undefined && response.ok) acknowledged.add(`${eventId}/${n}`);
    return response;
  };
  return { acknowledged, fetch: watched };
}

/** Within this time after a server is ready again, the camera is somewhere in the middle of its calls. */
const ANY_MOMENT_MS = 700;
/** A camera that goes on while its server is away for long would have more to send than anybody waits for. */
const MOST_WAITING = 4;

type Hits<Story extends Rig> = {
  kills: number;
  /** Once in the story. Resolves when the platform can take the next. */
  hit(rig: Story): Promise<void>;
  /** Whether an object that was acknowledged is stored; without it, that it lies on the disk. */
  isStored?(rig: Story, key: string, sha256: string): Promise<boolean>;
  /** What is looked at when nobody is killed any more. */
  afterwards?(rig: Story): Promise<void>;
  /** Gives the camera what lets it record, as the schema is at the beginning. */
  sell?: typeof subscribe;
};

export type KillStory = Partial<Hits<KillableRig>> & {
  kills: number;
  environment?: Record<string, string>;
  /** With the planes' schemas, in which nothing has happened. */
  database?: TestDatabase | undefined;
};

const isOnDisk = async ({ folder }: Rig, key: string): Promise<boolean> =>
  existsSync(path.join(folder, 'data', 'objects', 'cn', 'objects', key));

async function killServer(rig: KillableRig): Promise<void> {
  await rig.kill();
  await rig.restart();
}

/** As `expectNothingLostBy`, of a server that lives as long as the story. */
export async function expectNothingLost({ kills, environment, database, ...story }: KillStory): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const rig = await startKillableRig(environment, database);
  stack.defer(() => rig.stop());
  await expectNothingLostBy(rig, { hit: killServer, kills, ...story });
}

/**
 * A camera records one event after the other while the server, or what `hit` hits of it, is killed with SIGKILL again and
 * again. In the end everything that was acknowledged is there, no event twice, and all of it can be played.
 */
export async function expectNothingLostBy<Story extends Rig>(
  rig: Story,
  { kills, hit, isStored = isOnDisk, afterwards = async () => {}, sell = subscribe }: Hits<Story>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const unit = await rig.unit();
  const { db } = rig.regions.cn;
  await sell(rig, unit);
  // By the camera's hurried clock what waits for a server that starts slowly is older than it is.
  const { subscription } = await db
    .selectFrom('subscription')
    .select('subscription')
    .where('device_id', '=', unit.deviceId)
    .executeTakeFirstOrThrow();
  const slices = subscription.slices.map((slice) => ({ ...slice, startsAt: slice.startsAt - minutes(60) }));
  await db
    .updateTable('subscription')
    .set({ subscription: { ...subscription, slices } })
    .where('device_id', '=', unit.deviceId)
    .execute();
  const commits = watchCommits();
  const camera = await unit.camera({
    // Pauses between its tries pass faster too.
    ...{ clock: hurriedClock(5), width: 160, height: 90, fps: 4, segmentMs: 1000, fetch: commits.fetch },
    clip: { preRecordMs: 1000, postRecordMs: 4000 },
  });
  stack.defer(() => camera.close());
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());

  const watching = new AbortController();
  let waves = 0;
  const waving = (async () => {
    for (; !watching.signal.aborted; await delay(20)) {
      if (camera.device.recordings.waiting < MOST_WAITING && camera.wave().seen) waves += 1;
    }
  })();
  for (let kill = 0; kill < kills; kill++) {
    const before = commits.acknowledged.size;
    await eventually(() => expect(commits.acknowledged.size).toBeGreaterThan(before));
    await delay(Math.random() * ANY_MOMENT_MS);
    await hit(rig);
  }
  watching.abort();
  await waving;
  await eventually(() => expect(camera.recording).toBe(false));
  await eventually(() => expect(camera.device.recordings.waiting).toBe(0));

  const events = await db.selectFrom('recorded_event').selectAll().where('device_id', '=', unit.deviceId).execute();
  expect(events.length).toBe(waves);
  expect(new Set(events.map((event) => event.device_event_id)).size).toBe(waves);
  const objects = await db.selectFrom('recorded_object').selectAll().where('state', '=', 'committed').execute();
  const kept = new Set(objects.map(({ event_id, n }) => `${event_id}/${n}`));
  expect([...commits.acknowledged].filter((one) => !kept.has(one))).toEqual([]);
  for (const { retention_class, day, event_id, n, sha256 } of objects) {
    const name = `footage/${retention_class}/${day}/${unit.deviceId}/${event_id}/${String(n).padStart(6, '0')}`;
    expect(await isStored(rig, name, sha256), name).toBe(true);
  }
  for (const event of await completeEvents(unit, waves)) {
    await forgetRates(rig);
    await expectPlayable(unit, event);
  }
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  const hours = await db.selectFrom('footage_hour').selectAll().where('device_id', '=', unit.deviceId).execute();
  expect(hours.reduce((sum, hour) => sum + hour.events, 0)).toBe(waves);
  expect(hours.reduce((sum, hour) => sum + hour.bytes, 0)).toBe(bytes);
  await afterwards(rig);
}
