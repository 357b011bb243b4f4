import type { HouseholdRight, OwnerDevice } from '@kaitong/contract';

/** Whether who reads this may do something with a camera: everything with their own, and what its owner allows with others'. */
export const may = ({ sharedBy }: Pick<OwnerDevice, 'sharedBy'>, right: HouseholdRight): boolean =>
  sharedBy === null || sharedBy.rights.includes(right);
