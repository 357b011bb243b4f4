import type { Uuid } from '@kaitong/contract';
/** Where a wrapped AuthKey belongs: copied into another row it opens nothing. */
export const authKeyPlace = (uuid: Uuid): string => `licence ${uuid}`;
