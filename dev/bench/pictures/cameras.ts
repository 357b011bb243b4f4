// The cameras, in a process of their own, with the picture that they have where nobody asks for another. Each waves when it
// is told to, and tells how far its event is, with the moment of each step.
import type { Credentials, Fetch } from '@kaitong/device';
import { fetchTrusting } from '@kaitong/device';
import { startVirtualCamera, type VirtualCamera } from '@kaitong/device/virtual';

export type Asked = { as: 'start'; camera: Credentials } | { as: 'wave'; deviceId: string };
/**
 * `opened`: the platform has answered that it knows the event. `made`: the first segment is whole. `seen`, `stored`: the
 * platform has the first object of all, and the first segment. By the clock of this machine.
 */
export type Step = 'permitted' | 'waved' | 'opened' | 'made' | 'seen' | 'stored' | 'finished';
export type Told = { deviceId: string; is: Step; at: number };

const OPENED = /\/device\/v1\/events$/;
const COMMITTED = /\/objects\/(\d+)\/commit$/;

const cameras = new Map<string, VirtualCamera>();
const now = (): number => performance.timeOrigin + performance.now();

async function start(credentials: Credentials): Promise<void> {
  const { deviceId } = credentials;
  const tell = (is: Step): void => void process.send?.({ deviceId, is, at: now() } satisfies Told);
  let objects = 0;
  let first: number | undefined;
  const plain = fetchTrusting(credentials.authority);
  const fetch: Fetch = async (url, init) => {
    const response = await plain(url, init);
    const { pathname } = new URL(String(url));
    const [, n] = COMMITTED.exec(pathname) ?? [];
    if (OPENED.test(pathname)) tell('opened');
    if (n === '0') tell('seen');
    if (n !== undefined && Number(n) === first) tell('stored');
    return response;
  };
  const camera = await startVirtualCamera({
    ...{ credentials, fetch, firmware: '2.3.0', probe: false },
    onNews(news) {
      if (news.is === 'permitted' && news.recording !== 'none') tell('permitted');
      if (news.is === 'finished') tell('finished');
      if (news.is !== 'object') return;
      if (news.kind === 'segment' && first === undefined) {
        first = objects;
        tell('made');
      }
      objects += 1;
    },
  });
  cameras.set(deviceId, camera);
}

process.once('disconnect', () => process.exit());
process.on('message', (asked: Asked) => {
  if (asked.as === 'start') return void start(asked.camera);
  const at = now();
  if (!cameras.get(asked.deviceId)?.wave().seen) throw new Error(`${asked.deviceId} sees no wave`);
  process.send?.({ deviceId: asked.deviceId, is: 'waved', at } satisfies Told);
});
