import { AccountId, DeviceId, deviceLogNewsPath, deviceNewsPath, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { followLog } from '../../region/devices/follow-log.ts';
import { findLogAccess } from '../../region/devices/log-access.ts';
import { followDevices } from '../../region/products/follow-devices.ts';
import type { Authenticators } from '../kit/mount.ts';
import { deviceLogLimits } from '../progress-limits.ts';
import { mountStream, numbered, type StreamEvent } from '../sse.ts';

/** Products whose devices change, for control while somebody there looks at devices. */
export function mountDeviceNews(
  app: FastifyInstance,
  context: RegionContext,
  { prefix, authenticate }: { prefix: string; authenticate: Pick<Authenticators, 'plane'> },
): void {
  mountStream(app, {
    path: prefix + deviceNewsPath,
    caller: 'plane',
    authenticate,
    async open() {
      return (_after, signal) => numbered(followDevices(context, signal));
    },
  });
  mountStream(app, {
    path: prefix + deviceLogNewsPath,
    caller: 'plane',
    authenticate,
    limits: (_caller, { accountId = '' }) => deviceLogLimits({ accountId }),
    async open(_caller, params, query) {
      const [deviceId, accountId] = [
        DeviceId.safeParse(params.deviceId).data,
        AccountId.safeParse(params.accountId).data,
      ];
      if (!deviceId || !accountId) return refusal('device_unknown');
      if (!(await findLogAccess(context.db, deviceId, accountId))?.whole) return refusal('device_log_private');
      const after = Number(query.after) || 0;
      return (_last, signal) => logEvents(context, { deviceId, accountId }, after, signal);
    },
  });
}

async function* logEvents(
  context: RegionContext,
  follower: Parameters<typeof followLog>[1],
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent[]> {
  for await (const lines of followLog(context, follower, after, signal))
    yield lines.map((line) => ({ id: line.n, data: line }));
}
