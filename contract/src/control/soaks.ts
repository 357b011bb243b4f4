import { z } from 'zod';
import { DeviceIdTyped } from '../activation/application.ts';
import { Soak } from '../conformance/soak.ts';
import { Pid, SoakId } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';

const id = z.object({ id: SoakId });

/** A day of a camera in use, watched in the background. */
export const soaks = {
  startSoak: op({
    method: 'POST',
    path: '/api/v1/soaks',
    summary: 'Watch a linked tester’s device, which has a plan, for 24 hours of use',
    caller: 'maker',
    body: z.object({ deviceId: DeviceIdTyped }),
    reply: Soak,
    status: 201,
  }),
  listSoaks: op({
    method: 'GET',
    path: '/api/v1/soaks',
    summary: 'Soaks of the account, newest first',
    caller: 'maker',
    query: z.object({ ...pageQuery, pid: Pid.optional() }),
    reply: page(Soak),
  }),
  getSoak: op({
    method: 'GET',
    path: '/api/v1/soaks/:id',
    summary: 'One soak with the figures of each hour and what was found',
    caller: 'maker',
    params: id,
    reply: Soak,
  }),
  endSoak: op({
    method: 'POST',
    path: '/api/v1/soaks/:id/end',
    summary: 'End a soak before its day is over; what was seen so far stays',
    caller: 'maker',
    params: id,
    reply: z.object({}),
  }),
};
