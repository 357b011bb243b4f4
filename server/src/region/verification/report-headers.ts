import { isDeepStrictEqual } from 'node:util';
import { type ApplicationId, seconds } from '@kaitong/contract';
import { type Finding, type FoundHeaders, MOST_FOUND_HEADERS, RULES_VERSION } from '@kaitong/contract/checks';
import { type Judge, planHeaders } from '@kaitong/judge';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { holdWhileJudged } from '../judging/hold-while-judged.ts';
import { readPlain } from '../judging/read-plain.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { RUN_HEADERS } from './deadline-kinds.ts';
import type { StoredEvent } from './find-event.ts';
import { findEventOf, type StoredObject } from './judged-clip.ts';
import { changeRun, findRun, type LockedRun, lockRun } from './lock-run.ts';
import { report } from './report.ts';

/** The headers around what a verdict or a test found are read once it is told, which nobody waits for. */
export async function noteUnread(trx: RegionTransaction, run: LockedRun, findings: Finding[]): Promise<void> {
  if (findings.length === 0 && run.unread_findings === null) return;
  await changeRun(trx, run, { unread_findings: findings.length === 0 ? null : findings });
  if (findings.length === 0) return;
  await setDeadline(trx, RUN_HEADERS, run.application_id, seconds(0));
}

/**
 * Judges that read the headers of a run. Each does so for one at a time: a deadline that waits for the judge holds up a lane of
 * those that come due, and of many runs rejected at once all of them.
 */
const atWork = new WeakSet<Judge>();
export const HEADERS_LATER = seconds(2);

export async function reportHeadersInTurn(
  context: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<void> {
  const isDone = await reportHeaders(context, trx, applicationId);
  if (!isDone) await setDeadline(trx, RUN_HEADERS, applicationId, HEADERS_LATER);
}

/**
 * Reads them, if that was not done, and tells control: whoever deletes the footage does it before. A run that goes on is not
 * locked meanwhile, since its device may be sending what is to be verified.
 *
 * @returns false: the judge reads those of another run, or was closed before it had read these, or something else was found
 *   meanwhile; their turn comes later
 */
export async function reportHeaders(
  context: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<boolean> {
  const seen = await findRun(trx, applicationId);
  if (!seen || seen.unread_findings === null) return true;
  const { judge } = context;
  if (atWork.has(judge)) return false;
  atWork.add(judge);
  let headers: FoundHeaders[] | 'closed' = [];
  try {
    const event = await findEventOf(trx, seen, seen.step === 'preflight' ? 'probe' : 'own');
    if (event) headers = await readHeaders(context, trx, event, seen.unread_findings);
  } finally {
    atWork.delete(judge);
  }
  if (headers === 'closed') return false;
  const run = await lockRun(trx, applicationId);
  if (!run || run.unread_findings === null) return true;
  const isAsSeen = run.step === seen.step && run.probe?.id === seen.probe?.id; // whoever sends the same again has other bytes
  if (!isAsSeen || !isDeepStrictEqual(run.unread_findings, seen.unread_findings)) return false;
  await changeRun(trx, run, { unread_findings: null });
  // None take the place of those of a test before, which are of another clip.
  if (headers.length > 0 || run.probe !== null)
    await report(trx, applicationId, {
      type: 'headers',
      rules: RULES_VERSION,
      headers: headers.slice(0, MOST_FOUND_HEADERS),
    });
  return true;
}

async function readHeaders(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  findings: readonly Finding[],
): Promise<FoundHeaders[] | 'closed'> {
  const objects = await trx
    .selectFrom('event_object')
    .selectAll()
    .select(holdWhileJudged)
    .where('event_id', '=', event.id)
    .where('state', '=', 'committed')
    .orderBy('n')
    .execute();
  const headers: FoundHeaders[] = [];
  for (const { n, findings: here } of planHeaders(findings, objects)) {
    const read = await readObject(context, event, { objects, n }, here);
    if (context.judge.isClosed) return 'closed';
    headers.push(...read);
  }
  return headers;
}

/** None where its bytes are gone, or cannot be read: what was found stands without them. */
async function readObject(
  context: RegionContext,
  event: StoredEvent,
  { objects, n: wanted }: { objects: readonly StoredObject[]; n: number },
  findings: Finding[],
): Promise<FoundHeaders[]> {
  const row = objects.find(({ n }) => n === wanted);
  if (!row) return [];
  const { judge, log, region } = context;
  const { n, kind, bytes: size, duration_ms: durationMs, md5, sha256, iv } = row;
  const earlier = objects
    .filter((one) => one.n < n)
    .map(({ kind, inspection }) => ({ kind, facts: inspection?.facts }));
  const nearest = (kind: string) => earlier.findLast((one) => one.kind === kind && one.facts)?.facts;
  try {
    return await judge.holding(3 * size, async () => {
      const clip = { declaration: event.declaration, key: openEventKey(context, event) };
      const bytes = await readPlain(context, clip, { objectKey: row.object_key, iv });
      if (!bytes) return [];
      const input = {
        bytes,
        // It is decrypted, so its places are those of the findings, and what was declared of it is not asked again.
        object: { n, kind, bytes: bytes.length, durationMs, md5, sha256, iv: null },
        event: { ...event.declaration, encryption: 'none' as const },
        hashes: { md5, sha256 },
        init: nearest('init')?.init,
        earlierSegment: nearest('segment'),
      };
      return await judge.explain(input, findings);
    });
  } catch (err) {
    log.warn({ err, region, n }, 'headers.unread');
    return [];
  }
}
