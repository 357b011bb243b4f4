import { alarms, createClient } from '@kaitong/contract';
import { send } from '../api.ts';

/** Apart from what the first page asks for: it comes with the pages that need it. */
export const alarmsApi = createClient(alarms, send);
