// The cameras, in a process of their own. Each waves at itself when it gets a grant, and when it is told to; each wave is
// told with its moment.
import { milliseconds } from '@kaitong/contract';
import type { Credentials } from '@kaitong/device';
import { startVirtualCamera, type VirtualCamera } from '@kaitong/device/virtual';

/** Milliseconds of a clip before and after the wave. */
export const CLIP = { preRecordMs: 1000, postRecordMs: 1000 };
export type Asked = { as: 'start'; camera: Credentials } | { as: 'wave'; deviceId: string };
/** `at`: by the clock of this machine. */
export type Told = { deviceId: string; is: 'online' | 'permitted' | 'waved' | 'finished'; at: number };

const cameras = new Map<string, VirtualCamera>();
const tell = (deviceId: string, is: Told['is']): void =>
  void process.send?.({ deviceId, is, at: Date.now() } satisfies Told);

async function start(credentials: Credentials): Promise<void> {
  const { deviceId } = credentials;
  const camera = await startVirtualCamera({
    ...{ width: 160, height: 90, fps: 10, segmentMs: 1000, clip: CLIP },
    credentials,
    firmware: '2.3.0',
    waveAfterGrant: milliseconds(0),
    onNews(news) {
      if (news.is === 'state' && news.state.state === 'online') tell(deviceId, 'online');
      if (news.is === 'permitted' && news.recording !== 'none') tell(deviceId, 'permitted');
      if (news.is === 'recording' && news.cause === 'wave') tell(deviceId, 'waved');
      if (news.is === 'finished') tell(deviceId, 'finished');
    },
  });
  cameras.set(deviceId, camera);
}

process.once('disconnect', () => process.exit());
process.on('message', (asked: Asked) => {
  if (asked.as === 'start') void start(asked.camera);
  else if (!cameras.get(asked.deviceId)?.wave().seen) throw new Error(`${asked.deviceId} sees no wave`);
});
