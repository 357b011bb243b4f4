import { type Refusal, type Role, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';

/** What somebody may do with a product: it is their account's own, or the role that its owner gave. */
export type Access = 'owner' | Role;

const RANK: Record<Access, number> = { viewer: 1, developer: 2, administrator: 3, owner: 4 };

export const reaches = (access: Access, atLeast: Access): boolean => RANK[access] >= RANK[atLeast];

/** A viewer of an account stays a viewer on whatever the account owns; its administrators have all that the account has. */
export function accessOf(caller: Pick<MakerCaller, 'role'>, given: Access): Access {
  if (caller.role === 'administrator') return given;
  return reaches(given, caller.role) ? caller.role : given;
}

/** For what concerns the account as a whole. */
export function requireRole(caller: Pick<MakerCaller, 'role'>, atLeast: Role): Refusal | undefined {
  return reaches(caller.role, atLeast) ? undefined : refusal('not_allowed');
}
