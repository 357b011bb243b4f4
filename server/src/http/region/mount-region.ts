import { app as appContract, device as deviceContract, regionPlane, regionSales } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { DeviceCaller } from '../../callers.ts';
import { noteInvalidTestCall } from '../../region/conformance/note-refused.ts';
import type { RegionContext } from '../../region/context.ts';
import { confirmRead } from '../../store/unsure.ts';
import { mountFootage } from '../footage.ts';
import { type Authenticators, mountContract } from '../kit/mount.ts';
import { mountReceipts } from '../receipts/mount-receipts.ts';
import type { OpenShares } from '../shares.ts';
import { mountAlarmPictures } from './alarms.ts';
import { appHandlers, findOwner, findSignedIn } from './app.ts';
import { deviceHandlers, findDeviceCaller, noteInvalidDeviceCall } from './device.ts';
import { mountDeviceNews } from './device-news.ts';
import { mountFiles } from './files.ts';
import { mountSnapshots } from './footage.ts';
import { mountOwnerEvents } from './owner-events.ts';
import { mountPayments } from './payments.ts';
import { planeHandlers } from './plane.ts';
import { mountPlay } from './play.ts';
import { salesPlaneHandlers } from './purchases.ts';
import { mountPush } from './push.ts';

export type RegionMount = {
  /** Stands before every path, `/cn` for instance; the region's `publicUrl` ends with it. */
  prefix: string;
  plane: Authenticators['plane'];
  shares?: OpenShares;
};

/** Everything that a region answers over HTTP: to phones, cameras and the control plane. */
export function mountRegion(
  app: FastifyInstance,
  context: RegionContext,
  { prefix, plane, shares: openShares }: RegionMount,
): void {
  const authenticate = {
    owner: (request) => findOwner(context, request),
    device: (request) => findDeviceCaller(context, request),
    plane,
  } satisfies Partial<Authenticators>;
  const shares = openShares?.(context.signIn);
  const { deleteAccount: ofLeaving, ...ofOwners } = appContract;
  const handlers = appHandlers(context);
  mountContract(app, ofOwners, handlers, { prefix, authenticate, shares });
  mountContract(
    app,
    { deleteAccount: ofLeaving },
    { deleteAccount: handlers.deleteAccount },
    { prefix, authenticate: { owner: (request) => findSignedIn(context, request) }, shares },
  );
  const confirm = () => confirmRead(context);
  mountContract(app, deviceContract, deviceHandlers(context), {
    prefix,
    authenticate,
    confirm,
    shares,
    async onInvalidInput(caller, refused, operation) {
      await noteInvalidDeviceCall(context, caller as DeviceCaller | undefined, refused, operation);
      await noteInvalidTestCall(context, caller as DeviceCaller | undefined, refused);
    },
  });
  mountContract(app, regionPlane, planeHandlers(context), { prefix, authenticate, confirm });
  mountContract(app, regionSales, salesPlaneHandlers(context), { prefix, authenticate, confirm });
  mountPayments(app, context, prefix);
  mountOwnerEvents(app, context, { prefix, authenticate });
  mountDeviceNews(app, context, { prefix, authenticate });
  mountFootage(app, context, prefix);
  mountSnapshots(app, context, { prefix, authenticate });
  mountReceipts(app, context, { prefix, authenticate });
  mountAlarmPictures(app, context, prefix);
  mountPlay(app, context, prefix);
  mountFiles(app, context, prefix);
  mountPush(app, context, prefix);
}
