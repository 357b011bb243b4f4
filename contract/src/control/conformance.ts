import { z } from 'zod';
import { DeviceIdTyped } from '../activation/application.ts';
import { Conformance } from '../conformance/conformance.ts';
import { ItemName } from '../conformance/item.ts';
import { ConformanceId, Pid } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';

const id = z.object({ id: ConformanceId });

/** Where the progress of an extended test is streamed; `Last-Event-ID` resumes after that number. */
export const conformanceEventsPath = (conformanceId: string): string => `/api/v1/conformance/${conformanceId}/events`;

/** The extended test: what a camera does when its uplink breaks, its token expires, its owner wants privacy … */
export const conformance = {
  startConformance: op({
    method: 'POST',
    path: '/api/v1/conformance',
    summary: 'Start the extended test on a linked tester’s device of an activated product',
    caller: 'maker',
    body: z.object({
      deviceId: DeviceIdTyped,
      /** Only these; all where left out. */
      items: z.array(ItemName).min(1).optional(),
    }),
    reply: Conformance,
    status: 201,
  }),
  listConformance: op({
    method: 'GET',
    path: '/api/v1/conformance',
    summary: 'Extended tests of the account, newest first; without the evidence of their items',
    caller: 'maker',
    query: z.object({ ...pageQuery, pid: Pid.optional(), deviceId: DeviceIdTyped.optional() }),
    reply: page(Conformance),
  }),
  getConformance: op({
    method: 'GET',
    path: '/api/v1/conformance/:id',
    summary: 'One extended test with the evidence of each item',
    caller: 'maker',
    params: id,
    reply: Conformance,
  }),
  cancelConformance: op({
    method: 'POST',
    path: '/api/v1/conformance/:id/cancel',
    summary: 'End a running extended test; the device’s settings are put back',
    caller: 'maker',
    params: id,
    reply: z.object({}),
  }),
};
