// The cameras, in a process of their own: each waves at itself as soon as it may record.
import { setMaxListeners } from 'node:events';
import { type Duration, milliseconds } from '@kaitong/contract';
import type { Credentials } from '@kaitong/device';
import { startVirtualCamera, type VirtualCamera } from '@kaitong/device/virtual';

export type Told = { firmware: string; cameras: Credentials[] };

const AT_ONCE: Duration = milliseconds(0);
/** Small, short, and still something that a verdict can be formed on. */
const SMALL = { width: 160, height: 90, fps: 10, segmentMs: 1000, clip: { preRecordMs: 1000, postRecordMs: 1000 } };
let cameras: VirtualCamera[] = [];

async function switchOn(credentials: Credentials, firmware: string): Promise<VirtualCamera> {
  const online = Promise.withResolvers<void>();
  const camera = await startVirtualCamera({
    ...SMALL,
    credentials,
    firmware,
    waveAfterGrant: AT_ONCE,
    onNews(news) {
      if (news.is === 'state' && news.state.state === 'online') online.resolve();
    },
  });
  await online.promise;
  return camera;
}

setMaxListeners(0);
process.once('disconnect', () => process.exit());
process.on('message', (told: Told) => {
  void (async () => {
    await Promise.all(cameras.map((camera) => camera.close()));
    cameras = await Promise.all(told.cameras.map((one) => switchOn(one, told.firmware)));
    process.send?.('online');
  })();
});
