import type { team } from '@kaitong/contract';
import { acceptInvitation, readInvitation } from '../../control/accounts/accept-invitation.ts';
import { chooseSpace } from '../../control/accounts/choose-space.ts';
import { getCompany, putCompany } from '../../control/accounts/company.ts';
import { createInvitation, listInvitations, withdrawInvitation } from '../../control/accounts/invitations.ts';
import { changeMember, listMembers, removeMember } from '../../control/accounts/members.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Handlers } from '../kit/mount.ts';

export const teamHandlers = (context: ControlContext): Handlers<typeof team> => ({
  listMembers: (caller) => listMembers(context, caller),
  changeMember: (caller, input) => changeMember(context, caller, input),
  removeMember: (caller, input) => removeMember(context, caller, input),
  createInvitation: (caller, input, { language }) => createInvitation(context, caller, input, language),
  listInvitations: (caller, input) => listInvitations(context, caller, input),
  withdrawInvitation: (caller, input) => withdrawInvitation(context, caller, input),
  readInvitation: (_caller, input, request) => readInvitation(context, input, request),
  acceptInvitation: (caller, input) => acceptInvitation(context, caller, input),
  chooseSpace: (caller, input) => chooseSpace(context, caller, input),
  getCompany: (caller) => getCompany(context, caller),
  putCompany: (caller, input) => putCompany(context, caller, input),
});
