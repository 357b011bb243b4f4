import { isRefusal, OwnerId, type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import { auditAhead, completeEntry } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { askRegions } from '../regions/ask-regions.ts';

type Found = Reply<typeof platform.listOwners>['items'][number];

/** App accounts of all regions, which are asked at once, newest first. Who searched for whom is recorded. */
export async function listOwners(
  context: ControlContext,
  caller: OperatorCaller,
  { query: { search, cursor, limit } }: Parsed<typeof platform.listOwners>,
): Promise<Reply<typeof platform.listOwners>> {
  const entry = await auditAhead(context.db, caller, 'owners.searched', search);
  const after = cursor === undefined ? null : readCursor(cursor);
  if (after === undefined) return { items: [], next: null, unreachable: [] };
  const body = { search, limit: limit + 1, after };
  const { given, silent } = await askRegions(context, (client) => client.findOwners({ body }));
  const found = given.flatMap(({ region, answer }) => answer.items.map((owner): Found => ({ ...owner, region })));
  const page = toPage(found.sort(newestFirst), limit, toCursor, (owner) => owner);
  const shown = page.items.map(({ region, ownerId }) => `${region} ${ownerId}`);
  if (shown.length > 0) await completeEntry(context.db, entry, { details: { shown } });
  return { ...page, unreachable: silent.sort() };
}

const placeOf = ({ createdAt, ownerId }: Found): string => `${createdAt} ${ownerId}`;
const newestFirst = (a: Found, b: Found): number => (placeOf(a) < placeOf(b) ? 1 : -1);

/** A place in the order of all regions: one region could not look up the owner of another. */
const toCursor = ({ createdAt, ownerId }: Found): string => `${Date.parse(createdAt)}-${ownerId}`;

function readCursor(cursor: string): { createdAt: string; ownerId: OwnerId } | undefined {
  const [, ms, id] = /^(\d{1,14})-(.*)$/.exec(cursor) ?? [];
  const ownerId = OwnerId.safeParse(id);
  return ms && ownerId.success ? { createdAt: new Date(Number(ms)).toISOString(), ownerId: ownerId.data } : undefined;
}

/** Suspends an app account in its region, or lifts its suspension. */
export async function suspendOwner(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { region, ownerId }, body }: Parsed<typeof platform.suspendOwner>,
): Promise<Reply<typeof platform.suspendOwner> | Refusal> {
  if (!context.regions.has(region)) return refusal('not_found');
  const action = body.suspended ? 'owner.suspended' : 'owner.lifted';
  await auditAhead(context.db, caller, action, `${region} ${ownerId}`, { reason: body.reason });
  const answer = await askRegion(context, region, (client) => client.suspendOwner({ params: { ownerId }, body }));
  if (isRefusal(answer)) return answer;
  if (answer.refused) return answer.refused;
  context.log.info({ region, ownerId, suspended: body.suspended, userId: caller.userId }, action);
  return {};
}
