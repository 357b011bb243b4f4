// Who asks besides the account itself, and what they get, as the tables of rules say it.
import type { Contract } from '@kaitong/contract';
import type { Rules } from './call.ts';

/** Another account; accounts with each role on the PID; a viewer of the account itself. */
export const WHO = ['stranger', 'viewer', 'commerce', 'developer', 'administrator', 'member'] as const;
export type Who = (typeof WHO)[number];
export type Column = Omit<Rules<Contract, Who>[string], 'input'>;

export const all = (expected: Column['stranger']): Column => ({
  stranger: expected,
  viewer: expected,
  commerce: expected,
  developer: expected,
  administrator: expected,
  member: expected,
});
/** What hangs on the product is seen by whoever has a role on it. */
export const seenByRoles: Column = { ...all('shown'), stranger: 'not_found' };
/** Whoever sells sees nothing of keys and cameras. */
export const seenByBuilders: Column = { ...seenByRoles, commerce: 'not_allowed' };
/** What is handed on in the product’s name. */
export const seenByDevelopers: Column = {
  ...{ ...all('not_allowed'), stranger: 'not_found' },
  ...{ developer: 'shown', administrator: 'shown' },
};
export const listedForRoles: Column = { ...all('shown'), stranger: 'nothing' };
/** What belongs to the account is there for its members only, and a viewer of them changes nothing. */
export const accountsOwn: Column = { ...all('not_found'), member: 'shown' };
export const accountsList: Column = { ...all('nothing'), member: 'shown' };
export const changedByNobody: Column = { ...all('not_found'), member: 'not_allowed' };
/** Acts on the caller's own account, whatever it is given. */
export const ofTheCaller: Column = { ...all('nothing'), member: 'not_allowed' };
/** A role on the PID reaches no camera of another account's testers. */
export const testersOnly: Column = {
  ...{ ...all('not_allowed'), stranger: 'pid_not_in_account' },
  ...{ developer: 'tester_required', administrator: 'tester_required' },
};
