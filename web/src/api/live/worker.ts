// Runs as a shared worker: one for all pages of an origin that follow the same line.
import type { FromWorker, ToWorker } from './carriers.ts';
import { shareLine } from './shared-line.ts';

const ports = new Map<string, MessagePort>();
const line = shareLine((news, to) => {
  for (const [id, port] of ports) if (to === undefined || to === id) port.postMessage(news satisfies FromWorker);
});

/** Held for as long as this worker lives. */
const lock = crypto.randomUUID();
const lives = new Promise<void>((resolve) => {
  void navigator.locks.request(lock, () => {
    resolve();
    return new Promise<never>(() => {});
  });
});

function leave(id: string): void {
  line.leave(id);
  ports.delete(id);
}

function connect(port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'leave') return leave(data.id);
    ports.set(data.id, port);
    line.join(data.id, data.url);
    // The page holds it until it leaves or dies.
    navigator.locks.request(data.id, () => leave(data.id)).catch(() => {});
  };
  void lives.then(() => port.postMessage({ type: 'lives', lock } satisfies FromWorker));
}

globalThis.addEventListener('connect', (event) => {
  for (const port of (event as MessageEvent).ports) connect(port);
});
