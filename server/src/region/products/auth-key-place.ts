/** Where a wrapped AuthKey belongs: copied into another row it opens nothing. */
export const authKeyPlace = (uuid: string): string => `licence ${uuid}`;
