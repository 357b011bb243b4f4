import { hours } from '@kaitong/contract';

/**
 * The slowest upload of the largest object is over so long after its target was given. Until then bytes may still be stored
 * of what was deleted or closed meanwhile.
 */
export const LAST_BYTES = hours(6);
