import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DeviceId,
  type DeviceLogLine,
  deviceLogNewsOf,
  type deviceLogs,
  isRefusal,
  DeviceLogLine as Line,
  type Parsed,
  ProblemError,
  type Refusal,
  type Region,
  type Reply,
  refusal,
  seconds,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import type { RegionClient } from '../regions/ask-regions.ts';
import { findDeviceFor } from './find-device-for.ts';

/** After a region broke off; it grows to the longest. */
const FIRST_RETRY = seconds(1);
const LONGEST_RETRY = seconds(30);

export async function getDevice(
  context: ControlContext,
  caller: MakerCaller,
  { params: { deviceId } }: Parsed<typeof deviceLogs.getDevice>,
): Promise<Reply<typeof deviceLogs.getDevice> | Refusal> {
  const answer = await askDevice(context, caller, deviceId, 'getDevice', (region) =>
    region.getMakerDevice({ body: { deviceId, accountId: caller.accountId } }),
  );
  return isRefusal(answer) ? answer : (answer.device ?? refusal('not_found'));
}

/** As much of a device's log as its owner lets the account see, which the region decides and tells the owner. */
export async function getDeviceLog(
  context: ControlContext,
  caller: MakerCaller,
  { params: { deviceId }, query }: Pick<Parsed<typeof deviceLogs.getDeviceLog>, 'params' | 'query'>,
): Promise<(Reply<typeof deviceLogs.getDeviceLog> & { region: Region }) | Refusal> {
  const { accountId } = caller;
  const accountName = await nameOf(context, caller);
  const answer = await askDevice(context, caller, deviceId, 'getDeviceLog', async (region, name) => ({
    ...(await region.getDeviceLog({ body: { deviceId, accountId, accountName, ...query } })),
    region: name,
  }));
  if (isRefusal(answer)) return answer;
  const { isFirstLook, ...log } = answer;
  if (isFirstLook) await auditAhead(context.db, caller, 'device_log.viewed', deviceId, { region: log.region });
  return log;
}

/** Lets the account read a device's whole log for as long as its owner's code is good. */
export async function redeemSupportCode(
  context: ControlContext,
  caller: MakerCaller,
  { params: { deviceId }, body: { code } }: Parsed<typeof deviceLogs.redeemSupportCode>,
): Promise<Reply<typeof deviceLogs.redeemSupportCode> | Refusal> {
  const { db, limits } = context;
  const { accountId } = caller;
  const tooMany = rateRefusal([await takeRate(db, `support code ${accountId}`, limits.testerCodeTriesPerAccount)]);
  if (tooMany) return tooMany;
  const accountName = await nameOf(context, caller);
  const answer = await askDevice(context, caller, deviceId, 'redeemSupportCode', (region) =>
    region.redeemSupportCode({ body: { deviceId, accountId, accountName, code } }),
  );
  if (isRefusal(answer)) return answer;
  if (answer.until === null) return refusal('support_code_invalid');
  await auditAhead(db, caller, 'support_code.redeemed', deviceId, { until: answer.until });
  return { until: answer.until };
}

/**
 * Lines as their region has them, from after `after` on, until `signal` aborts or the account may not read them any more. The
 * region may break off: it is asked again, less and less often.
 */
export async function* followDeviceLog(
  context: ControlContext,
  caller: MakerCaller,
  { deviceId, region }: { deviceId: DeviceId; region: Region },
  after: number,
  signal: AbortSignal,
): AsyncGenerator<DeviceLogLine[]> {
  const read = context.streams.get(region);
  if (!read) return;
  let known = after;
  let pause = FIRST_RETRY;
  while (!signal.aborted) {
    try {
      for await (const page of read(deviceLogNewsOf(caller.accountId, deviceId, known), signal)) {
        const lines = page.map((line) => Line.parse(line));
        known = lines.at(-1)?.n ?? known;
        pause = FIRST_RETRY;
        yield lines;
      }
    } catch (err) {
      if (signal.aborted) return;
      context.log.warn({ err, region }, 'region.device_log_lost');
    }
    yield []; // whether the account may read on is asked before each page
    await sleep(pause, undefined, { signal }).catch(() => {});
    pause = seconds(Math.min((2 * pause) / 1000, LONGEST_RETRY / 1000));
    const query = { limit: 1 };
    const again = await getDeviceLog(context, caller, { params: { deviceId }, query });
    if (!isRefusal(again) && !again.whole) return;
  }
}

async function askDevice<Answer extends object>(
  context: ControlContext,
  caller: MakerCaller,
  deviceId: DeviceId,
  operation: 'getDevice' | 'getDeviceLog' | 'redeemSupportCode',
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
): Promise<Answer | Refusal> {
  const { db, limits, regions } = context;
  const tooMany = rateRefusal([await takeRate(db, `device log ${caller.accountId}`, limits.deviceLogReadsPerAccount)]);
  if (tooMany) return tooMany;
  const found = await findDeviceFor(context, caller, deviceId, operation);
  if (isRefusal(found)) return found;
  const client = regions.get(found.region);
  if (!client) return refusal('not_found');
  try {
    return await ask(client, found.region);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      context.log.warn({ err: error, region: found.region }, 'region.silent');
      return refusal('region_unreachable', { region: found.region });
    }
    const { code, params } = error.problem;
    return code === 'device_unknown' ? refusal('not_found') : refusal(code, params);
  }
}

async function nameOf({ db }: ControlContext, { accountId }: MakerCaller): Promise<string> {
  const account = db.selectFrom('account').select('name').where('id', '=', accountId);
  return (await account.executeTakeFirstOrThrow()).name;
}
