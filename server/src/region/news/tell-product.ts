import type { Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import { tellAll } from '../../store/unit-of-work.ts';

/** What open pages of owners listen to; the payload is the product's PID. */
export const PRODUCT_PUBLISHED = 'product';

/** Says once for all owners of a product's units that it is another: what the statement that changes it returns. */
export const productTold = (pid: Pid) => tellAll(sql`${`${PRODUCT_PUBLISHED} ${pid}`}`);
