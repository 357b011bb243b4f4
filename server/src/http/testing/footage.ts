/** Cameras of tests that record under a subscription, by the devices' API alone. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Client,
  type DeviceId,
  type Duration,
  days,
  type device,
  type EventId,
  type EventType,
  type Output,
  type PlanTerms,
} from '@kaitong/contract';
import type { Container, ObjectDeclaration, ObjectKind, VideoCodec } from '@kaitong/contract/checks';
import { keyEndsAt, moveSubscription, noSubscription } from '@kaitong/core';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { newOrderId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { type Camera, deviceApi, type Phone, pairNew, tokenOf } from './people.ts';
import type { TestRegion } from './region.ts';

const CLIPS = join(import.meta.dirname, '../../../../media/fixtures/clips');
export const readClip = (name: string): Buffer => readFileSync(join(CLIPS, name));

type Piece = { file: string; kind: ObjectKind; durationMs: number };
export type Clip = { container: Container; codec: VideoCodec; pieces: Piece[] };

const piece = (file: string, durationMs: number, kind: ObjectKind = 'segment'): Piece => ({ file, kind, durationMs });
const clip = (container: Container, codec: VideoCodec, ...pieces: Piece[]): Clip => ({ container, codec, pieces });

export const clips = {
  ts: clip('ts', 'h264', piece('h264-ts-0.mpegts', 2000), piece('h264-ts-1.mpegts', 2000)),
  fmp4: clip(
    'fmp4',
    'h264',
    piece('h264-fmp4-init.mp4', 0, 'init'),
    piece('h264-fmp4-0.m4s', 2000),
    piece('h264-fmp4-1.m4s', 2000),
  ),
  'fmp4 h265': clip(
    'fmp4',
    'h265',
    piece('h265-fmp4-init.mp4', 0, 'init'),
    piece('h265-fmp4-0.m4s', 2000),
    piece('h265-fmp4-1.m4s', 2000),
  ),
  'ts h265': clip('ts', 'h265', piece('h265-aac.mpegts', 3000)),
  mp4: clip('mp4', 'h264', piece('h264-faststart.mp4', 3000)),
};

export const snapshot = piece('snapshot.jpg', 0, 'snapshot');

export type Stretch = { /** How long ago it began. */ ago: Duration; length: Duration };

/** Gives a camera a plan, from a week ago on and for thirty days from now where nothing else is said. */
export async function subscribe(
  { context }: TestRegion,
  { deviceId }: Pick<Camera, 'deviceId'>,
  terms: PlanTerms = { kind: 'continuous', retentionDays: 30 },
  { ago, length }: Stretch = { ago: days(7), length: days(37) },
): Promise<void> {
  const at = context.clock.now().getTime() - ago;
  const orderId = newOrderId();
  const bought = { type: 'bought', orderId, terms, length: { milliseconds: length }, use: 'now', at } as const;
  const subscription = moveSubscription(noSubscription, bought);
  const { db } = context;
  const unit = await db.selectFrom('device').selectAll().where('device_id', '=', deviceId).executeTakeFirstOrThrow();
  const ends = keyEndsAt(subscription);
  await db
    .insertInto('subscription')
    .values({
      owner_id: unit.owner_id,
      device_id: deviceId,
      pid: unit.pid,
      subscription: json(subscription),
      ends_at: null,
      key_ends_at: ends === undefined ? null : new Date(ends),
    })
    .onConflict((conflict) => conflict.column('device_id').doUpdateSet({ subscription: json(subscription) }))
    .execute();
}

export type Subscribed = { deviceId: DeviceId; api: Client<typeof device> };

/** A new camera of this owner's that may record. */
export async function pairSubscribed(
  region: TestRegion,
  phone: Phone,
  terms?: PlanTerms,
  stretch?: Stretch,
): Promise<Subscribed> {
  const camera = await pairNew(region, phone);
  await subscribe(region, camera, terms, stretch);
  return { deviceId: camera.deviceId as DeviceId, api: deviceApi(region, await tokenOf(region, camera)) };
}

export type RecordOptions = {
  clip?: Clip;
  encrypted?: boolean;
  /** How long ago the footage began. */
  age?: Duration;
  /** How much of it lies before what happened. */
  preRecord?: Duration;
  type?: EventType;
  /** Declared instead of the pieces' own. */
  durationMs?: number;
};

export type Opened = { deviceId: DeviceId; eventId: EventId; startedAt: Date; maxFootageMs: number | null } & {
  /** Uploads and commits a piece, or goes only so far. */
  send(n: number, piece: Piece, how?: 'committed' | 'stored' | 'declared'): Promise<void>;
  close(objects: number): Promise<void>;
};

/** Opens a recording; what is in it is sent piece by piece. */
export async function open(region: TestRegion, camera: Subscribed, options: RecordOptions = {}): Promise<Opened> {
  const { clip: made = clips.ts, encrypted = true, age = 0, preRecord = 0, type = 'motion' } = options;
  const { api, deviceId } = camera;
  const startedAt = new Date(region.clock.now().getTime() - age);
  const { container, codec } = made;
  const opened = await api.openEvent({
    body: {
      deviceEventId: randomId('e', 12),
      type,
      startedAt: startedAt.toISOString(),
      ageMs: age,
      preRecordMs: preRecord,
      declaration: { container, codec, width: 320, height: 180, encryption: encrypted ? 'aes-128' : 'none' },
      firmware: '2.3.0' as never,
    },
  });
  const { eventId, maxFootageMs } = opened;
  const params = { eventId };
  let footage = 0;
  return {
    deviceId,
    eventId,
    startedAt,
    maxFootageMs,
    async send(n, { file, kind, durationMs: own }, how = 'committed') {
      const durationMs = kind === 'segment' ? (options.durationMs ?? own) : 0;
      const { bytes, declaration } = seal(opened, readClip(file), { n, kind, durationMs });
      footage += durationMs;
      const target = await api.declareObject({ params, body: declaration });
      if (how === 'declared') return;
      await put(target, bytes);
      if (how === 'stored') return;
      await api.commitObject({ params: { eventId, n }, body: {} });
    },
    async close(objects) {
      await api.closeEvent({ params, body: { objects, durationMs: footage, firmware: '2.3.0' as never } });
    },
  };
}

/** A whole recording: opened, uploaded, closed. `missing`: numbers of pieces that never arrive. */
export async function record(
  region: TestRegion,
  camera: Subscribed,
  options: RecordOptions & { missing?: number[] } = {},
): Promise<Opened> {
  const { clip: made = clips.ts, missing = [] } = options;
  const opened = await open(region, camera, options);
  const pieces = [...made.pieces, snapshot];
  for (const [n, one] of pieces.entries()) await opened.send(n, one, missing.includes(n) ? 'declared' : 'committed');
  await opened.close(pieces.length);
  return opened;
}

/** Days and classes whose total is not what their hours add up to. */
export async function wrongTotals({ context }: TestRegion): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT retention_class, day, hours.bytes AS hours, totals.bytes AS total
    FROM (SELECT retention_class, day, sum(bytes) AS bytes FROM footage_hour GROUP BY 1, 2) AS hours
    FULL JOIN (SELECT retention_class, day, sum(bytes) AS bytes FROM footage_total GROUP BY 1, 2) AS totals
      USING (retention_class, day)
    WHERE coalesce(hours.bytes, 0) <> coalesce(totals.bytes, 0)`.execute(context.db);
  return rows;
}

function seal(
  { key }: Output<typeof device.openEvent>,
  plain: Buffer,
  declared: Pick<ObjectDeclaration, 'n' | 'kind' | 'durationMs'>,
): { bytes: Buffer; declaration: ObjectDeclaration } {
  const iv = key === null ? null : randomBytes(16);
  const cipher = key === null ? null : createCipheriv('aes-128-cbc', Buffer.from(key, 'hex'), iv);
  const bytes = cipher ? Buffer.concat([cipher.update(plain), cipher.final()]) : plain;
  const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
  const declaration = { ...declared, bytes: bytes.length, md5: hash('md5'), sha256: hash('sha256') };
  return { bytes, declaration: { ...declaration, iv: iv?.toString('hex') ?? null } };
}

async function put({ url, headers }: { url: string; headers: Record<string, string> }, bytes: Buffer): Promise<void> {
  const { 'content-length': _, ...own } = headers; // fetch sets it from the body
  const { ok, status } = await fetch(url, { method: 'PUT', headers: own, body: new Uint8Array(bytes) });
  if (!ok) throw new Error(`the target answered ${status}`);
}
