import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from '../../../scripts/chromium.ts';
import { WITHOUT_WORKER } from './people.ts';

const PATIENCE_MS = 60_000;

export type Tab = {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Why pages of this tab that were gone back to had not been kept. */
  notKept: string[];
  /** What an expression gives on the page; nothing while the tab goes from one page to the next. */
  read(expression: string): Promise<unknown>;
  /** Waits until an expression is true on the page. */
  until(expression: string): Promise<void>;
  close(): Promise<void>;
};

export type Carrier = 'worker' | 'leader';

type BareChromium = AsyncDisposable & { open(url: string, carrier: Carrier): Promise<Tab> };

/**
 * A Chromium over a socket of its own: Playwright keeps every page awake, so that freezing one does nothing, and has none kept for
 * going back.
 *
 * @param whole another than the one without windows
 */
export async function bareChromium(whole?: string): Promise<BareChromium> {
  const profile = mkdtempSync(path.join(tmpdir(), 'kaitong-profile-'));
  const { executablePath, args, env } = await findChromium();
  const child = spawn(
    whole ?? executablePath,
    ['--headless=new', ...args, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: env ?? process.env },
  );
  const socket = new WebSocket(await addressOf(child));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  type Answer = {
    id?: number;
    result?: Record<string, unknown>;
    error?: { message: string };
    method?: string;
    sessionId?: string;
    params?: { notRestoredExplanations?: { type: string; reason: string; context?: string }[] };
  };
  const notKept = new Map<string, string[]>();
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
    if (answer.method === 'Page.backForwardCacheNotUsed')
      for (const { type, reason, context = '' } of answer.params?.notRestoredExplanations ?? [])
        notKept.get(answer.sessionId ?? '')?.push([type, reason, context].join(' '));
  };
  let last = 0;
  const send = (method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) }));
    });
  return {
    async open(url, carrier) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tab = (method: string, params?: object) => send(method, params, String(sessionId));
      await tab('Page.enable');
      if (carrier === 'leader') await tab('Page.addScriptToEvaluateOnNewDocument', { source: WITHOUT_WORKER });
      await tab('Page.navigate', { url });
      const reasons: string[] = [];
      notKept.set(String(sessionId), reasons);
      const read: Tab['read'] = async (expression) => {
        const answer = await tab('Runtime.evaluate', { expression, returnByValue: true }).catch(() => undefined);
        return (answer?.result as { value?: unknown } | undefined)?.value;
      };
      return {
        send: tab,
        read,
        notKept: reasons,
        async until(expression) {
          // Asked again and again: an answer that the page promises is lost when it goes to another address.
          for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
            if ((await read(expression)) === true) return;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          throw new Error(`not within ${PATIENCE_MS} ms: ${expression}; not kept: ${reasons.join(', ') || 'nothing'}`);
        },
        async close() {
          await send('Target.closeTarget', { targetId });
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const over = new Promise((resolve) => child.once('exit', resolve));
      void send('Browser.close'); // it may be gone before it has answered
      await over;
      socket.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium says at which address it listens once it does. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [address] = /ws:\/\/\S+/.exec(text) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`Chromium ended:\n${text}`)));
  });
}
