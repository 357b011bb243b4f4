import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../free-port.ts';
import { silentLog } from '../../log.ts';
import { openLocalDisk } from '../../objects/local-disk/local-disk.ts';
import type { UploadTarget } from '../../objects/object-store.ts';
import type { Mismatch } from '../../region/verification/note-mismatch.ts';
import { createApp } from '../kit/app.ts';
import { mountObjects } from '../objects.ts';

/** Answers of a connection, one after the other. */
export type RawAnswer = { status: number; type: string | undefined; code: string | undefined };

/** A server of objects as it runs, that can be talked to byte by byte. */
export async function startObjectServer({ idleMs, mostBytes }: { idleMs: number; mostBytes: number }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-objects-'));
  const app = createApp({ log: silentLog, idleMs, restMs: idleMs });
  const port = await findFreePort();
  const store = await openLocalDisk({
    folder,
    baseUrl: `http://127.0.0.1:${port}/cn/objects`,
    secrets: [new Uint8Array(32).fill(7)],
    clock: { now: () => new Date() },
    onError: (error) => {
      throw error;
    },
  });
  const mismatches: Mismatch[] = [];
  mountObjects(app, {
    prefix: '/cn/objects',
    store,
    mostBytes,
    idleMs,
    isOpen: async () => true,
    onStored: async () => {},
    onMismatch: async (_key, mismatch) => void mismatches.push(mismatch),
  });
  app.post('/call', async ({ body }) => body);
  await app.listen({ port, host: '127.0.0.1' });
  return {
    store,
    mismatches,
    parts: () => readdirSync(path.join(folder, 'parts')),
    sign: (key: string, bytes: Uint8Array): Promise<UploadTarget> => store.presignPut(key, declarationOf(bytes)),
    connect: () => net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type ObjectServer = Awaited<ReturnType<typeof startObjectServer>>;

/** The first lines of a PUT to a target. `headers` are added; null takes away one that the target has. */
export function headOf(
  { url, headers: given }: UploadTarget,
  headers: Record<string, string | null> = {},
  version = '1.1',
): string {
  const { pathname, search, host } = new URL(url);
  const lines = Object.entries({ host, ...given, ...headers }).flatMap(([name, value]) =>
    value === null ? [] : value.split('\n').map((each) => `${name}: ${each}\r\n`),
  );
  return `PUT ${pathname}${search} HTTP/${version}\r\n${lines.join('')}\r\n`;
}

/** Everything that a connection is told until its end. */
export async function answersOf(socket: net.Socket): Promise<RawAnswer[]> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  socket.destroy();
  const answers: RawAnswer[] = [];
  let rest = Buffer.concat(chunks).toString();
  while (rest !== '') {
    const [head = '', ...after] = rest.split('\r\n\r\n');
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim();
    const length = Number(field('content-length') ?? 0);
    const body = after.join('\r\n\r\n');
    const type = field('content-type');
    const isJson = type?.includes('json') === true;
    answers.push({
      status: Number(head.slice(9, 12)),
      type,
      code: isJson ? (JSON.parse(body.slice(0, length)) as { code?: string }).code : undefined,
    });
    rest = body.slice(length);
  }
  return answers;
}

function declarationOf(bytes: Uint8Array) {
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  return {
    bytes: bytes.length,
    md5: hash('md5'),
    sha256: hash('sha256'),
    contentType: 'application/octet-stream',
    expiresAt: new Date(Date.now() + 60_000),
  };
}
