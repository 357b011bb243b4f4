import type { Clock } from '@kaitong/device/browser';

/** Timers of a hidden page are kept back for up to a minute, in which a camera would count as offline; a worker's are not. */
const TIMERS = 'onmessage = ({ data: [id, ms] }) => setTimeout(() => postMessage(id), ms);';

/** A clock whose sleepers wake in a hidden tab, too. */
export function openWorkerClock(): Clock & { close(): void } {
  const source = URL.createObjectURL(new Blob([TIMERS], { type: 'text/javascript' }));
  const worker = new Worker(source);
  const waking = new Map<number, () => void>();
  let made = 0;
  worker.onmessage = ({ data }: MessageEvent<number>) => waking.get(data)?.();
  return {
    wall: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (length, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const id = ++made;
        const wake = (): void => {
          waking.delete(id);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waking.set(id, wake);
        signal?.addEventListener('abort', wake);
        worker.postMessage([id, length]);
      }),
    close() {
      worker.terminate();
      URL.revokeObjectURL(source);
      for (const wake of [...waking.values()]) wake();
    },
  };
}
