import { isRefusal, type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { requireRole } from '../accounts/roles.ts';
import { audit } from '../applications/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { askRegions } from '../regions/ask-regions.ts';

/** App accounts of all regions, which are asked at once. That somebody searched for them is recorded. */
export async function listOwners(
  context: ControlContext,
  caller: OperatorCaller,
  { query: { search } }: Parsed<typeof platform.listOwners>,
): Promise<Reply<typeof platform.listOwners>> {
  await audit(context.db, caller, 'owners.searched', search);
  const { given, silent } = await askRegions(context, (client) => client.findOwners({ body: { search } }));
  const items = given.flatMap(({ region, answer }) => answer.items.map((owner) => ({ ...owner, region })));
  return { items: items.sort((a, b) => a.name.localeCompare(b.name)), unreachable: silent.sort() };
}

/** Suspends an app account in its region, or lifts its suspension. */
export async function suspendOwner(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { region, ownerId }, body }: Parsed<typeof platform.suspendOwner>,
): Promise<Reply<typeof platform.suspendOwner> | Refusal> {
  const refused = requireRole(caller, 'administrator');
  if (refused) return refused;
  if (!context.regions.has(region)) return refusal('not_found');
  const action = body.suspended ? 'owner.suspended' : 'owner.lifted';
  await audit(context.db, caller, action, `${region} ${ownerId}`, { reason: body.reason });
  const answer = await askRegion(context, region, (client) => client.suspendOwner({ params: { ownerId }, body }));
  if (isRefusal(answer)) return answer;
  if (answer.refused) return answer.refused;
  context.log.info({ region, ownerId, suspended: body.suspended, userId: caller.userId }, action);
  return {};
}
