import { createClient, maker } from '@kaitong/contract';
import { send } from '../desk/calls/send.ts';

export const api = createClient(maker, send);
