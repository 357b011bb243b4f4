import { z } from 'zod';
import { Pid, WaiverId } from '../ids.ts';
import { op } from '../kit/op.ts';
import { LONGEST_WAIVER_DAYS, Waiver, WaiverSubject } from '../waiver.ts';

const product = z.object({ pid: Pid });
/** The newest first; those that are over stay readable. */
const items = z.array(Waiver);

export const waivers = {
  listWaivers: op({
    method: 'GET',
    path: '/api/v1/products/:pid/waivers',
    summary: 'What the operator waived of a product, and until when',
    caller: 'maker',
    params: product,
    reply: z.object({ items }),
  }),
};

/** What those who run the platform do with them. */
export const operatorWaivers = {
  getWaiversOf: op({
    method: 'GET',
    path: '/api/v1/operator/products/:pid/waivers',
    summary:
      'What was waived of a product, and what may be: warnings of its certificate, items of its extended test that were no pass',
    caller: 'operator',
    params: product,
    reply: z.object({ items, waivable: z.array(WaiverSubject) }),
  }),
  giveWaiver: op({
    method: 'POST',
    path: '/api/v1/operator/products/:pid/waivers',
    summary: 'Waive something of a product for some time: it is said wherever it is shown, and changes no verdict',
    caller: 'operator',
    params: product,
    body: z.object({
      subject: WaiverSubject,
      reason: z.string().trim().min(1).max(400),
      days: z.int().min(1).max(LONGEST_WAIVER_DAYS),
    }),
    reply: Waiver,
    status: 201,
  }),
  withdrawWaiver: op({
    method: 'POST',
    path: '/api/v1/operator/waivers/:id/withdraw',
    summary: 'End a waiver at once; its maker is told',
    caller: 'operator',
    params: z.object({ id: WaiverId }),
    reply: Waiver,
    mayRepeat: true,
  }),
};
