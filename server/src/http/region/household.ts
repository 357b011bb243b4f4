import {
  type app,
  type Contract,
  type HouseholdLine,
  householdTable,
  isRefusal,
  type OwnerOperation,
  type household as ofHousehold,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../../region/context.ts';
import type { ShownDevice } from '../../region/devices/show-device.ts';
import { type NamedCamera, standIn } from '../../region/household/gate.ts';
import { getHousehold } from '../../region/household/get-household.ts';
import { createHouseholdInvitation, withdrawHouseholdInvitation } from '../../region/household/invitations.ts';
import { acceptHouseholdInvitation, getHouseholdInvitation } from '../../region/household/join.ts';
import { changeHouseholdMember, leaveHousehold, removeHouseholdMember } from '../../region/household/members.ts';
import { asMemberSees, listSharedCameras } from '../../region/household/shared-cameras.ts';
import { listHouseholdViews } from '../../region/household/views.ts';
import type { Handler, Handlers } from '../kit/mount.ts';

export const householdHandlers = (context: RegionContext): Handlers<typeof ofHousehold> => ({
  getHousehold: (caller) => getHousehold(context, caller),
  createHouseholdInvitation: (caller, input) => createHouseholdInvitation(context, caller, input),
  withdrawHouseholdInvitation: (caller, input) => withdrawHouseholdInvitation(context, caller, input),
  changeHouseholdMember: (caller, input) => changeHouseholdMember(context, caller, input),
  removeHouseholdMember: (caller, input) => removeHouseholdMember(context, caller, input),
  listHouseholdViews: (caller, input) => listHouseholdViews(context, caller, input),
  getHouseholdInvitation: (caller, input) => getHouseholdInvitation(context, caller, input),
  acceptHouseholdInvitation: (caller, input) => acceptHouseholdInvitation(context, caller, input),
  listSharedCameras: (caller) => listSharedCameras(context, caller),
  leaveHousehold: (caller, input) => leaveHousehold(context, caller, input),
});

/** Operations that answer a camera. */
const SHOW_CAMERA: readonly string[] = ['getDevice', 'updateDevice', 'changeSettings'] satisfies OwnerOperation[];

/** Each operation behind its line of the table, so that no handler can forget to ask. */
export function behindGate(context: RegionContext, handlers: Handlers<typeof app>): Handlers<typeof app> {
  const gated = Object.entries(handlers as unknown as Record<string, AnyHandler>).map(([name, handle]) => {
    const line = (householdTable as Partial<Record<string, HouseholdLine>>)[name];
    return [name, line === undefined || line === 'self' ? handle : asked(context, name, line, handle)];
  });
  return Object.fromEntries(gated) as Handlers<typeof app>;
}

type AnyHandler = (
  caller: OwnerCaller,
  input: unknown,
  request: unknown,
) => Promise<Awaited<ReturnType<Handler<Contract[string]>>>>;
type Named = Partial<Record<'params' | 'query' | 'body', NamedCamera | undefined>>;

function asked(context: RegionContext, name: string, line: HouseholdLine, handle: AnyHandler): AnyHandler {
  return async (found, input, request) => {
    const { params, query, body } = input as Named;
    const caller = await standIn(context.db, found, line, { ...query, ...body, ...params });
    if (isRefusal(caller)) return caller;
    const answer = await handle(caller, input, request);
    const { ownerId, member } = caller;
    if (!member || isRefusal(answer) || !SHOW_CAMERA.includes(name)) return answer;
    return (await asMemberSees(context.db, { ownerId, member }, answer as ShownDevice)) ?? refusal('not_found');
  };
}
