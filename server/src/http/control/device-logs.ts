import { DeviceId, deviceLogEventsPath, type deviceLogs, isRefusal, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { MakerCaller } from '../../callers.ts';
import { rightsOf } from '../../control/accounts/hear-rights.ts';
import type { ControlContext } from '../../control/context.ts';
import { followDeviceLog, getDevice, getDeviceLog, redeemSupportCode } from '../../control/products/device-log.ts';
import type { Authenticators, Handlers } from '../kit/mount.ts';
import { deviceLogLimits } from '../progress-limits.ts';
import { mountStream, type StreamEvent } from '../sse.ts';

export const deviceLogHandlers = (context: ControlContext): Handlers<typeof deviceLogs> => ({
  getDevice: (caller, input) => getDevice(context, caller, input),
  getDeviceLog: (caller, input) => getDeviceLog(context, caller, input),
  redeemSupportCode: (caller, input) => redeemSupportCode(context, caller, input),
});

/** A device's log as server-sent events, as it is written. */
export function mountDeviceLogEvents(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  mountStream(app, {
    path: deviceLogEventsPath(':deviceId'),
    caller: 'maker',
    operation: 'getDeviceLog',
    authenticate,
    rights: rightsOf(context),
    limits: deviceLogLimits,
    async open(caller, params) {
      const deviceId = DeviceId.safeParse(params.deviceId).data;
      if (!deviceId) return refusal('not_found');
      const log = await getDeviceLog(context, caller, { params: { deviceId }, query: { limit: 1 } });
      if (isRefusal(log)) return log;
      if (!log.whole) return refusal('device_log_private');
      return (after, signal) => logEvents(context, caller, { deviceId, region: log.region }, after, signal);
    },
  });
}

async function* logEvents(
  context: ControlContext,
  caller: MakerCaller,
  place: Parameters<typeof followDeviceLog>[2],
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent[]> {
  for await (const lines of followDeviceLog(context, caller, place, after, signal))
    yield lines.map((line) => ({ id: line.n, data: { seq: line.n, line } }));
}
