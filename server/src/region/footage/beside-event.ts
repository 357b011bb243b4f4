import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EventId } from '@kaitong/contract';
import { sql } from 'kysely';
import { keepAwaited } from '../../store/awaited-news.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { findStanding, type Recording } from './find-recording.ts';
import { openRecordedEventKey } from './footage-key.ts';

/** Those of a burst; what is beyond is made when somebody looks at it. */
const MOST_WAITING = 256;
const CIPHER = 'aes-128-cbc';
const IV_BYTES = 16;

/** Of what there can be none: not tried again. */
const NONE = new Uint8Array(0);

export type Beside = { is: 'made'; bytes: Uint8Array } | { is: 'none' | 'not yet' };

type Maker<Payload extends string> = {
  /** Whom it listens to. */
  on: string;
  /** Its word in the log. */
  name: string;
  eventOf(payload: Payload): EventId;
  keyOf(recording: Recording, payload: Payload): string;
  /** `none`: there can be none; `undefined`: there is nothing to make yet. */
  make(recording: Recording, payload: Payload, signal: AbortSignal): Promise<Uint8Array | 'none' | undefined>;
};

/**
 * Makes what lies beside an event's own objects, encrypted by the event's key: one at a time, as somebody tells of it. Where
 * several processes hear of one, one makes it.
 */
export function makeBeside<Payload extends string>(
  context: RegionContext,
  maker: Maker<Payload>,
): { stop(): Promise<void> } {
  const { notifications, log, region } = context;
  const waiting = new Set<Payload>();
  const closing = new AbortController();
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (const payload of waiting) {
      waiting.delete(payload);
      try {
        await context.db.transaction().execute((trx) => makeOne(context, trx, maker, payload, closing.signal));
      } catch (err) {
        if (closing.signal.aborted) return;
        log.warn({ err, region, of: payload }, `footage.${maker.name}_failed`);
      }
    }
  }

  const off = notifications.on<Payload>(maker.on, (payload) => {
    if (payload === undefined || waiting.size >= MOST_WAITING) return;
    waiting.add(payload);
    working ??= work().finally(() => {
      working = undefined;
    });
  });
  const awaiting = keepAwaited(context, [maker.on]); // what it was not told of is made when somebody looks at it
  return {
    async stop() {
      off();
      (await awaiting)();
      waiting.clear();
      closing.abort(new Error('the region is closed'));
      await working;
    },
  };
}

async function makeOne<Payload extends string>(
  context: RegionContext,
  trx: RegionTransaction,
  { name, eventOf, keyOf, make }: Maker<Payload>,
  payload: Payload,
  signal: AbortSignal,
): Promise<void> {
  const { objects } = context;
  if (!(await isOurs(trx, `${name} ${payload}`))) return;
  const recording = await findStanding(context.db, eventOf(payload));
  if (!recording) return;
  const key = keyOf(recording, payload);
  if (await objects.findInfo(key)) return;
  const secret = await openRecordedEventKey(context, recording);
  if (!secret && recording.declaration.encryption !== 'none') return;
  const made = await make(recording, payload, signal);
  if (!made) return;
  const stored = made === 'none' ? NONE : secret ? encrypt(made, secret) : made;
  await objects.put(key, stored, 'application/octet-stream');
  // Deleted meanwhile: what took its objects away may have passed before this one was there.
  if (!(await findStanding(context.db, recording.id))) await objects.remove(key);
}

/** What was made and lies there, decrypted. */
export async function readBeside(context: RegionContext, recording: Recording, key: string): Promise<Beside> {
  const stored = await context.objects.read(key);
  if (!stored) return { is: 'not yet' };
  if (stored.length === 0) return { is: 'none' };
  const bytes = await openBeside(context, recording, stored);
  return bytes ? { is: 'made', bytes } : { is: 'none' };
}

/** Such bytes as they are; undefined where the key is gone, or was another. */
export async function openBeside(
  context: RegionContext,
  recording: Recording,
  stored: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (recording.declaration.encryption === 'none') return stored;
  const secret = await openRecordedEventKey(context, recording);
  return secret && decrypt(stored, secret);
}

/** The other way round, for who puts them there himself. */
export async function sealBeside(
  context: RegionContext,
  recording: Recording,
  plain: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (recording.declaration.encryption === 'none') return plain;
  const secret = await openRecordedEventKey(context, recording);
  return secret && encrypt(plain, secret);
}

/** Until the transaction ends no other process makes it. */
async function isOurs(trx: RegionTransaction, what: string): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' ' || ${what}, 0)) AS ours`.execute(trx);
  return rows[0]?.ours === true;
}

function encrypt(plain: Uint8Array, key: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
}

/** Undefined for what was not encrypted by this key. */
function decrypt(stored: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, stored.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(stored.subarray(IV_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
