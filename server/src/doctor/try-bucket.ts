import { createHash, randomBytes } from 'node:crypto';
import { seconds } from '@kaitong/contract';
import type { Clock } from '../clock.ts';
import type { ObjectStore, UploadTarget } from '../objects/object-store.ts';
import { type BucketConnection, connectBucket } from '../objects/s3/connection.ts';
import { findVersioning } from '../objects/s3/find-versioning.ts';
import { openLifecycle } from '../objects/s3/lifecycle.ts';
import { putAsCamera } from '../objects/s3/put-as-camera.ts';
import { type Bucket, openS3, originOf } from '../objects/s3/s3.ts';
import { StoreError } from '../objects/store-error.ts';
import { type Finding, found, reasonOf } from './findings.ts';

const PATIENCE = seconds(10);
/** Addresses are signed for 30 s and more; what is left of that after this is what they need. */
const CLOCKS_AGREE = seconds(10);
const WRITERS = 8;
const ROUNDS = 3;
const BYTES = 20_000;
const LIFE = seconds(60);
/** As a page sends it, and as a browser does after a redirect from another host than the page's. */
const ORIGINS = ['https://cam.example.com', 'null'];

type Tried = { bucket: Bucket; store: ObjectStore; ask: BucketConnection; clock: Clock; below: string };

/** What Kaitong demands of a store of objects, tried below `doctor/` of the bucket; nothing of it stays. */
export async function* tryBucket(bucket: Bucket, clock: Clock): AsyncGenerator<Finding> {
  const ask = connectBucket(bucket, bucket.credentials);
  const away = await compareClocks(bucket, clock);
  yield away;
  if (away.code === 'store_away') return;
  const reached = await reach(ask, bucket);
  yield reached;
  if (reached.code !== 'bucket_reached') return;
  const store = openS3({ ...bucket, prefix: 'doctor/', clock });
  const tried: Tried = { bucket, store, ask, clock, below: `${randomBytes(8).toString('hex')}/` };
  try {
    for (const [step, attempt] of Object.entries(STEPS)) {
      const findings = await attempt(tried).catch((error: unknown) => [
        found('store_failed', { step, reason: `${reasonOf(error)}.` }),
      ]);
      yield* findings;
      if (step === 'write' && findings[0]?.code !== 'object_kept') return; // the others need what it wrote
    }
  } finally {
    yield await remove(tried);
  }
}

const STEPS: Readonly<Record<string, (tried: Tried) => Promise<Finding[]>>> = {
  versions: async ({ ask }) => [found((await findVersioning(ask)) === 'kept' ? 'versions_kept' : 'versions_off')],
  write: tryWriting,
  replace: tryReplacing,
  race: tryRace,
  md5: tryWrongMd5,
  length: tryWrongLength,
  range: tryRange,
  strangers: tryStranger,
  pages: tryPages,
  rules: tryRules,
};

async function compareClocks({ endpoint }: Bucket, clock: Clock): Promise<Finding> {
  try {
    const answer = await fetch(endpoint, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
    await answer.arrayBuffer();
    const said = Date.parse(answer.headers.get('date') ?? '');
    const off = Math.abs(clock.now().getTime() - said);
    const inSeconds = { seconds: Math.ceil(off / seconds(1)) };
    return off > CLOCKS_AGREE ? found('store_clock_off', inSeconds) : found('store_clock_agrees', inSeconds);
  } catch (error) {
    return found('store_away', { reason: `${reasonOf(error)}.` });
  }
}

async function reach(ask: BucketConnection, { bucket }: Bucket): Promise<Finding> {
  try {
    const { status } = await ask({ method: 'HEAD', key: '', accept: [301, 307, 400, 403, 404] });
    if (status < 300) return found('bucket_reached', { bucket });
    if (status === 404) return found('bucket_missing', { bucket });
    return status === 403 ? found('bucket_closed', { bucket }) : found('bucket_elsewhere', { bucket, status });
  } catch (error) {
    return found('store_away', { reason: reasonOf(error) });
  }
}

async function sign({ store, clock, below }: Tried, name: string, bytes: Uint8Array): Promise<UploadTarget> {
  const hash = (kind: string) => createHash(kind).update(bytes).digest('hex');
  return await store.presignPut(`${below}${name}`, {
    ...{ bytes: bytes.length, md5: hash('md5'), sha256: hash('sha256') },
    contentType: 'application/octet-stream',
    expiresAt: new Date(clock.now().getTime() + LIFE),
  });
}

const WRITTEN = 'written';
const written = randomBytes(BYTES);

const isThere = async ({ store, below }: Tried, name: string): Promise<boolean> =>
  (await store.findInfo(`${below}${name}`)) !== undefined;

const isUnchanged = async ({ store, below }: Tried): Promise<boolean> =>
  Buffer.from((await store.read(`${below}${WRITTEN}`)) ?? '').equals(written);

async function tryWriting(tried: Tried): Promise<Finding[]> {
  const status = await putAsCamera(await sign(tried, WRITTEN, written), written);
  if (status !== 200 || !(await isUnchanged(tried)))
    return [found('object_not_kept', { status, url: originOf(tried.bucket) })];
  const info = await tried.store.findInfo(`${tried.below}${WRITTEN}`);
  const isMd5 = info?.md5 === createHash('md5').update(written).digest('hex');
  return [found('object_kept'), ...(isMd5 ? [] : [found('object_without_md5')])];
}

async function tryReplacing(tried: Tried): Promise<Finding[]> {
  const other = randomBytes(BYTES);
  const status = await putAsCamera(await sign(tried, WRITTEN, other), other);
  const isKept = status !== 200 && (await isUnchanged(tried));
  return [found(isKept ? 'replacing_refused' : 'object_replaced', { status })];
}

async function tryRace(tried: Tried): Promise<Finding[]> {
  const losers = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const contents = Array.from({ length: WRITERS }, (_, n) => randomBytes(BYTES + n));
    const targets = await Promise.all(contents.map((bytes) => sign(tried, `race-${round}`, bytes)));
    const statuses = await Promise.all(
      targets.map((target, n) => putAsCamera(target, contents[n] ?? new Uint8Array())),
    );
    const winners = contents.filter((_, n) => statuses[n] === 200);
    const stored = Buffer.from((await tried.store.read(`${tried.below}race-${round}`)) ?? '');
    if (winners.length !== 1 || !winners[0]?.equals(stored))
      return [found('race_has_many_winners', { winners: winners.length })];
    for (const status of statuses) if (status !== 200) losers.add(String(status));
  }
  return [found('race_has_one_winner', { rounds: ROUNDS, statuses: [...losers].sort().join(', ') })];
}

async function tryWrongMd5(tried: Tried): Promise<Finding[]> {
  const bytes = randomBytes(BYTES);
  const target = await sign(tried, 'md5', bytes);
  bytes.writeUInt8(bytes.readUInt8(BYTES - 1) ^ 1, BYTES - 1);
  const status = await putAsCamera(target, bytes);
  const isRefused = status !== 200 && !(await isThere(tried, 'md5'));
  return [found(isRefused ? 'md5_compared' : 'md5_ignored', { status })];
}

async function tryWrongLength(tried: Tried): Promise<Finding[]> {
  const bytes = randomBytes(BYTES);
  const target = await sign(tried, 'length', bytes);
  const statuses = [];
  for (const body of [bytes.subarray(1), Buffer.concat([bytes, bytes])])
    statuses.push(
      await putAsCamera(target, body, { 'content-length': String(body.length), 'content-md5': md5Of(body) }),
    );
  const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
  statuses.push(await putAsCamera(target, bytes, chunked));
  const isRefused = !statuses.includes(200) && !(await isThere(tried, 'length'));
  return [found(isRefused ? 'length_compared' : 'length_ignored', { statuses: statuses.join(', ') })];
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

const addressOf = async ({ store, clock, below }: Tried): Promise<string> =>
  await store.presignGet(`${below}${WRITTEN}`, new Date(clock.now().getTime() + seconds(30)));

const get = async (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<[Response, Buffer]> => {
  const response = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
  return [response, Buffer.from(await response.arrayBuffer())];
};

async function tryRange(tried: Tried): Promise<Finding[]> {
  const whole = await tried.store.read(`${tried.below}${WRITTEN}`);
  const [{ status }, part] = await get(await addressOf(tried), { range: 'bytes=10-19' });
  return [
    found(
      status === 206 && whole && part.equals(Buffer.from(whole).subarray(10, 20)) ? 'range_read' : 'range_ignored',
      { status },
    ),
  ];
}

async function tryStranger(tried: Tried): Promise<Finding[]> {
  const [{ status }] = await get((await addressOf(tried)).replace(/\?.*/, ''));
  return [found(status < 300 ? 'strangers_read' : 'strangers_refused', { status })];
}

async function tryPages(tried: Tried): Promise<Finding[]> {
  const url = await addressOf(tried);
  const preflight = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
  for (const origin of ORIGINS) {
    const lets = ([{ ok, headers }]: [Response, Buffer]): boolean =>
      ok && ['*', origin].includes(headers.get('access-control-allow-origin') ?? '');
    if (lets(await get(url, { origin })) && lets(await get(url, { origin, ...preflight }, 'OPTIONS'))) continue;
    const rules = await tried.ask({ method: 'GET', key: '', query: { cors: '' }, accept: [403, 404, 501] });
    await rules.arrayBuffer();
    return [
      rules.status === 404 ? found('pages_not_yet') : found('pages_may_not_read', { origin: `Origin: ${origin}` }),
    ];
  }
  return [found('pages_may_read')];
}

/** A rule of our own, of a moment that is over, for a place in which nothing lies; those of others stay as they are. */
async function tryRules({ ask, below, clock }: Tried): Promise<Finding[]> {
  const lifecycle = openLifecycle(ask, `doctor/${below}`, clock.now);
  const prefix = 'ended/';
  try {
    const taken = await lifecycle.keep([{ prefix, from: new Date(Date.UTC(2020, 0, 1)) }]);
    const isKept = taken === 'kept' && (await lifecycle.isEnding(prefix));
    return [found(isKept ? 'days_end_by_rule' : 'days_end_by_request')];
  } finally {
    await lifecycle.keep([]);
  }
}

async function remove({ store, below }: Tried): Promise<Finding> {
  try {
    await store.removePrefix(below);
    return found('objects_removed');
  } catch (error) {
    const reason = error instanceof StoreError ? error.message : `${reasonOf(error)}.`;
    return found('objects_stay', { reason });
  }
}
