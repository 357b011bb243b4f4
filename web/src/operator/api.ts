import { createClient, operator } from '@kaitong/contract';
import { send } from '../desk/calls/send.ts';

export const api = createClient(operator, send);
