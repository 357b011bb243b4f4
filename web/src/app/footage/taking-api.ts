import { createClient, cuts, downloads, exporting, keeping } from '@kaitong/contract';
import { send } from '../api.ts';

/** What is taken along of the footage, and what is found again; the first page does without. */
export const takingApi = createClient({ ...cuts, ...downloads, ...exporting, ...keeping }, send);
