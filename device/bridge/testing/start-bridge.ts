import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { CameraView } from '../page/view.ts';

const BIN = path.resolve(import.meta.dirname, '../../bin/kaitong-bridge.mjs');

export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bridge-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The program with this configuration, in a folder of its own where none is given; ready once its page is there. */
export async function startBridge(config: object, given?: string) {
  using stack = new DisposableStack();
  const folder = given ?? stack.use(temporaryFolder()).folder;
  const file = path.join(folder, 'bridge.json');
  writeFileSync(file, JSON.stringify({ port: 0, ...config }), { mode: 0o600 });
  const child = spawn(process.execPath, [BIN, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = Promise.withResolvers<string>();
  const watchers = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    said += `${line}\n`;
    const [, url] = /^The page: (\S+)\/$/.exec(line) ?? [];
    if (url) ready.resolve(url);
    for (const watch of watchers) watch();
  });
  void ended.then(() => ready.reject(new Error(`The bridge ended: ${said}`)));
  const url = await ready.promise;
  const kept = stack.move();
  return {
    url,
    folder,
    said: () => said,
    /** Resolves once it has said so `times` times. */
    async heard(text: string, times = 1): Promise<void> {
      while (said.split(text).length <= times)
        await new Promise<void>((resolve) => {
          const watch = () => {
            watchers.delete(watch);
            resolve();
          };
          watchers.add(watch);
        });
    },
    /** Follows the page's events to the first one in which this camera is as asked. */
    async until(name: string, holds: (view: CameraView) => boolean): Promise<CameraView> {
      const { body } = await fetch(`${url}/events?lang=en`);
      let text = '';
      for await (const part of body ?? []) {
        text += Buffer.from(part).toString();
        const lines = text.split('\n\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const { cameras } = JSON.parse(line.slice('data: '.length)) as { cameras: CameraView[] };
          const view = cameras.find((one) => one.name === name);
          if (view && holds(view)) return view; // which ends the answer, too
        }
      }
      throw new Error(`The events ended: ${said}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      kept.dispose();
    },
  };
}
