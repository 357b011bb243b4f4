import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHolder } from '../store/embedded/folder-lock.ts';

const PROGRAM = fileURLToPath(new URL('./testing/without-files.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.runIf(process.platform === 'linux')(
  'a process without file descriptors goes on with what it has, tries the rest again, and ends of none of it',
  async () => {
    const args = ['-c', 'ulimit -n 256; exec "$@"', 'sh', process.execPath, PROGRAM, folder];
    const child = spawn('sh', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const exited = once(child, 'exit');
    const [{ ports, place }] = (await once(child, 'message')) as [{ ports: number[]; place: string }];
    const sockets = ports.flatMap((port) =>
      Array.from({ length: 20 }, () => connect({ host: '127.0.0.1', port }).on('error', () => {})),
    );
    await Promise.all([findHolder(place), findHolder(place), findHolder(place)]);
    child.send('go on');
    const [said] = (await once(child, 'message')) as [Record<string, unknown>];
    for (const socket of sockets) socket.destroy();
    expect(said).toEqual({
      ...{ hashed: 'refused', hashedAgain: true },
      ...{ problem: expect.stringContaining('EMFILE'), problemAgain: 'none' },
      ...{ told: ['EMFILE'], isSameServer: true, isNewKeeper: true, answers: 'here' },
    });
    expect(await findHolder(place).then((holder) => typeof holder)).toBe('object');
    expect(await exited).toEqual([0, null]);
  },
);
