import {
  type DeviceLogDay,
  type DeviceLogLine,
  deviceLogEventsPath,
  deviceLogText,
  isRefusedLogCode,
  type Language,
  NumberedLogLine,
} from '@kaitong/contract';
import { readStream } from '../read-events.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { whileConnected } from './while-connected.ts';

export type DeviceLogOptions = {
  json: boolean;
  follow: boolean;
  refusals: boolean;
  search?: string;
  limit: number;
  language: Language;
};

/**
 * `kaitong devices log <deviceId>`: what happened with a device, oldest first; `--follow` goes on with each new line until it
 * is stopped. Where the device's owner does not let the account see it: refusals by day.
 */
export async function deviceLog(
  connection: ServerConnection,
  deviceId: string,
  options: DeviceLogOptions,
  output: Output,
): Promise<ExitCode> {
  const { client } = connection;
  const { follow, json, language } = options;
  const lines: DeviceLogLine[] = [];
  const log = await client.getDeviceLog({ params: { deviceId }, query: queryOf(options, undefined) });
  if (!log.whole) return showDays(log.days, options, output);
  lines.push(...log.lines);
  for (let { next } = log; next !== null && lines.length < options.limit; ) {
    const more = await client.getDeviceLog({ params: { deviceId }, query: queryOf(options, next) });
    lines.push(...more.lines);
    next = more.next;
  }
  const say = (line: DeviceLogLine): void => output.line(json ? JSON.stringify(line) : textOf(line, language));
  for (const line of lines.slice(0, options.limit).reverse()) say(line);
  if (!follow) return exitCodes.done;
  // A number of before the first line begins the stream a little before now, and what was said is left out.
  await followLines(connection, deviceId, lines[0]?.n ?? 0, (line) => {
    if (isWanted(line, options)) say(line);
  });
  return exitCodes.done;
}

const PAGE = 200;
const queryOf = ({ search, refusals, limit }: DeviceLogOptions, before: number | undefined) => ({
  limit: Math.min(limit, PAGE),
  ...(before === undefined ? {} : { before }),
  ...(search ? { search } : {}),
  ...(refusals ? { only: 'refusals' as const } : {}),
});

async function followLines(
  { url, headers }: ServerConnection,
  deviceId: string,
  after: number,
  hear: (line: DeviceLogLine) => void,
): Promise<void> {
  await whileConnected(url, async (patience) => {
    const options = { headers, lastEventId: after, ...patience };
    for await (const { line } of readStream(url + deviceLogEventsPath(deviceId), NumberedLogLine, options)) hear(line);
    return false;
  });
}

/** As the server searches: each word stands somewhere in the line. */
function isWanted({ code, name, reason, detail }: DeviceLogLine, { search = '', refusals }: DeviceLogOptions): boolean {
  if (refusals && !isRefusedLogCode(code)) return false;
  const text = [code, name, reason, detail].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function textOf(line: DeviceLogLine, language: Language): string {
  const times = line.count > 1 ? ` ×${line.count}` : '';
  const detail = line.detail === '' ? '' : `  ${line.detail}`;
  return `${line.at}  ${deviceLogText(line, language)}${times}${detail}`;
}

const PRIVATE: Record<Language, string> = {
  en: 'Its owner has not let you read the whole log, so these are refusals by day. A support code from the app, entered on the device’s page in the console, opens it for 24 hours.',
  'zh-CN':
    '用户尚未允许查看完整日志，以下为每日被拒绝的次数。请用户在 App 中生成支持码，在控制台的设备页面输入后 24 小时内可查看。',
};

function showDays(days: readonly DeviceLogDay[], { json, language }: DeviceLogOptions, output: Output): ExitCode {
  for (const day of days)
    output.line(json ? JSON.stringify(day) : `${day.day}  ${deviceLogText(day, language)} ×${day.count}`);
  output.error(PRIVATE[language]);
  return exitCodes.refused;
}
