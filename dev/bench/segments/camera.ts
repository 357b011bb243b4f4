// One camera, in a process of its own that is killed as a power cut would. What is whole lies on its card.
import { type Credentials, openFolderSpool } from '@kaitong/device';
import { startVirtualCamera } from '@kaitong/device/virtual';

export type Asked = { credentials: Credentials; card: string; continuous: boolean };
/** `began`: its recording, by the clock of this machine; `sent`: nothing of what it has waits any more. */
export type Told = { is: 'began'; at: number } | { is: 'sent' };

/** A key frame every two seconds. */
const SMALL = { width: 160, height: 90, fps: 5, segmentMs: 2000 };
const LOOKS_EVERY = 50;

const tell = (told: Told): void => void process.send?.(told);

async function start({ credentials, card, continuous }: Asked): Promise<void> {
  const spool = await openFolderSpool(card);
  const camera = await startVirtualCamera({
    ...SMALL,
    ...{ credentials, spool, continuous, firmware: '2.3.0' },
    onNews: (news) => {
      if (news.is === 'recording' && news.cause === 'continuous') tell({ is: 'began', at: Date.now() });
    },
  });
  if (continuous) return;
  const looking = setInterval(async () => {
    if (camera.device.recordings.waiting > 0 || (await spool.list()).length > 0) return;
    clearInterval(looking);
    tell({ is: 'sent' });
  }, LOOKS_EVERY);
}

process.once('disconnect', () => process.exit());
process.once('message', (asked: Asked) => void start(asked));
