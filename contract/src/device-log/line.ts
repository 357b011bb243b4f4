import { z } from 'zod';
import { Instant } from '../ids.ts';

/** What went as it should. */
export const TAKEN_LOG_CODES = ['connected', 'disconnected', 'message_taken', 'command_sent', 'call_answered'] as const;

/** Why something of a device was ignored or refused. */
export const REFUSED_LOG_CODES = [
  'connect_client_id',
  'connect_token',
  'connect_will',
  'connect_too_many',
  'connect_too_often',
  'keep_alive_missed',
  /** Two connections under one id take each other's place: two units with the same secret. */
  'id_cloned',
  'line_not_paired',
  'line_packet_too_long',
  'line_protocol',
  'line_qos',
  'line_reply_invalid',
  'line_status_invalid',
  'line_too_many_messages',
  'line_topic',
  'subscription_refused',
  /** Not later than what was said before. */
  'status_late',
  'reply_unknown',
  'reply_of_another',
  'reply_repeated',
  /** An HTTP operation; the reason is the problem's code. */
  'call_refused',
  /** An upload to a target that was good. */
  'put_refused',
  /** More came within a second than is kept of one device. */
  'lines_dropped',
] as const;

export const DeviceLogCode = z.enum([...TAKEN_LOG_CODES, ...REFUSED_LOG_CODES]);
export type DeviceLogCode = z.output<typeof DeviceLogCode>;
export type RefusedLogCode = (typeof REFUSED_LOG_CODES)[number];

const refused: ReadonlySet<string> = new Set(REFUSED_LOG_CODES);
export const isRefusedLogCode = (code: DeviceLogCode): code is RefusedLogCode => refused.has(code);

/** Why a connection ended. */
export const LINE_ENDS = [
  /** The device said so itself. */
  'goodbye',
  'line_lost',
  'keep_alive_missed',
  /** A newer connection under the same id took its place. */
  'replaced',
  'token_expired',
  /** It broke the protocol: the line before says how. */
  'refused',
  'removed',
  /** An item of an extended test. */
  'asked',
] as const;
export type LineEnd = (typeof LINE_ENDS)[number];

const said = {
  code: DeviceLogCode,
  /** An operation, a command or a kind of message of the contract; empty where the code says it all. */
  name: z.string(),
  /** A problem's code, or why a line ended; empty where there is none. */
  reason: z.string(),
};

/** One thing that happened between a device and its region. It holds no payload, token, key or signed address. */
export const DeviceLogLine = z
  .object({
    /** Rises by one with every line of the device. */
    n: z.int(),
    at: Instant,
    ...said,
    /** What it was about: an event and object, a topic, a client id, an address. Devices write some of it. */
    detail: z.string(),
    /** Alike ones within a second are one line. */
    count: z.int(),
  })
  .meta({ id: 'DeviceLogLine' });
export type DeviceLogLine = z.output<typeof DeviceLogLine>;

/** Refusals of one day, counted. */
export const DeviceLogDay = z.object({ day: z.iso.date(), ...said, count: z.int() }).meta({ id: 'DeviceLogDay' });
export type DeviceLogDay = z.output<typeof DeviceLogDay>;
