import { z } from 'zod';
import { DeviceLogDay, DeviceLogLine } from '../device-log/line.ts';
import { DeviceId, Instant, Region } from '../ids.ts';
import { op } from '../kit/op.ts';
import { MakerDevice } from './products.ts';

const deviceId = z.object({ deviceId: DeviceId });

/** What the device's owner lets this account see of its log. */
const sight = {
  /** All of it: its owner is this account's tester, or gave it a support code; until when, null for a tester's. */
  whole: z.boolean(),
  until: Instant.nullable(),
};

/** Newest first; empty where the account sees counts only. */
export const DeviceLogPage = z
  .object({
    ...sight,
    lines: z.array(DeviceLogLine),
    /** What `before` goes on with; null: there are none before. */
    next: z.int().nullable(),
    /** Refusals of days that are over, in UTC: without times, addresses or what they were about. */
    days: z.array(DeviceLogDay),
  })
  .meta({ id: 'DeviceLogPage' });
export type DeviceLogPage = z.output<typeof DeviceLogPage>;

export const deviceLogQuery = {
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  /** Each word stands somewhere in a line: a code, an operation, a reason, an event. */
  search: z.string().trim().max(80).optional(),
  only: z.literal('refusals').optional(),
};

/** Lines as server-sent events, from after `Last-Event-ID`, or the last ones; it ends when the account may not read them any more. */
export const deviceLogEventsPath = (deviceId: string): string => `/api/v1/devices/${deviceId}/log/events`;
export const NumberedLogLine = z.object({ seq: z.int(), line: DeviceLogLine });
export type NumberedLogLine = z.output<typeof NumberedLogLine>;

/** As its owner reads it out: twelve characters in groups of four. */
export const SupportCode = z.string().trim().min(12).max(40);

export const deviceLogs = {
  getDevice: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId',
    summary: 'One paired device of the account’s products',
    caller: 'maker',
    params: deviceId,
    reply: MakerDevice,
  }),
  getDeviceLog: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/log',
    summary:
      'What happened with a device, newest first; of a device that is no tester’s refusals by day, unless its owner lets you',
    caller: 'maker',
    params: deviceId,
    query: z.object(deviceLogQuery),
    reply: DeviceLogPage.extend({ region: Region }),
  }),
  redeemSupportCode: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/support',
    summary: 'Read a device’s whole log with a support code of its owner',
    caller: 'maker',
    params: deviceId,
    body: z.object({ code: SupportCode }),
    reply: z.object({ until: Instant }),
  }),
};
