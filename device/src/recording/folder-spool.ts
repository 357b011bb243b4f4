import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EventType } from '@kaitong/contract';
import { EventDeclaration, ObjectKind } from '@kaitong/contract/checks';
import { z } from 'zod';
import type { Spool, SpooledObject, SpooledRecording } from './spool.ts';

const Header = z.object({
  deviceEventId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  type: EventType,
  declaration: EventDeclaration,
  preRecordMs: z.number(),
  wallMs: z.number(),
  monotonicMs: z.number(),
  offsetMs: z.number().default(0),
  boot: z.string(),
});

/** Half an hour of 4 Mbit/s. */
const CARD_BYTES = 1024 * 1024 * 1024;
const HEADER = 'header.json';
const CLOSED = 'closed';
/** `000003.segment.2000`, with `.sent` behind it once the platform has it. */
const OBJECT = /^(\d{6})\.(init|segment|snapshot)\.(\d+)(\.sent)?$/;

/**
 * Footage that waits on a disk or card, one folder for each recording. Each file is whole or not there: it gets its name
 * once its bytes are on the disk, so a power cut leaves nothing half written.
 */
export async function openFolderSpool(folder: string, maxBytes = CARD_BYTES): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const places = new Map<string, string>();
  let last = 0;

  const placeOf = (deviceEventId: string): string | undefined => places.get(deviceEventId);
  async function find(deviceEventId: string, n: number): Promise<string | undefined> {
    const place = placeOf(deviceEventId);
    const names = place === undefined ? [] : await readdir(place).catch(() => []);
    const name = names.find((one) => Number(OBJECT.exec(one)?.[1]) === n);
    return place !== undefined && name !== undefined ? path.join(place, name) : undefined;
  }

  return {
    maxBytes,
    async list() {
      const recordings: SpooledRecording[] = [];
      for (const name of (await readdir(folder)).sort()) {
        last = Math.max(last, Number.parseInt(name, 10) || 0);
        const place = path.join(folder, name);
        const recording = await readRecording(place).catch(() => undefined);
        // What a power cut left before its header was written is of no use.
        if (!recording) await rm(place, { recursive: true, force: true });
        else recordings.push(recording);
        if (recording) places.set(recording.header.deviceEventId, place);
      }
      return recordings;
    },
    async begin(header) {
      last += 1;
      // A number of our own gives the order: the wall clock may go back.
      const place = path.join(folder, `${String(last).padStart(10, '0')}.${header.deviceEventId}`);
      await mkdir(place, { mode: 0o700 });
      await write(place, HEADER, Buffer.from(JSON.stringify(header)));
      places.set(header.deviceEventId, place);
    },
    async add(deviceEventId, n, { kind, durationMs, bytes }) {
      const place = placeOf(deviceEventId);
      if (place === undefined) return;
      await write(place, `${String(n).padStart(6, '0')}.${kind}.${Math.round(durationMs)}`, bytes);
    },
    async read(deviceEventId, n) {
      const file = await find(deviceEventId, n);
      return file === undefined || file.endsWith('.sent') ? undefined : await readFile(file).catch(() => undefined);
    },
    async markSent(deviceEventId, n) {
      const file = await find(deviceEventId, n);
      if (file === undefined || file.endsWith('.sent')) return;
      await write(path.dirname(file), `${path.basename(file)}.sent`, new Uint8Array());
      await rm(file, { force: true });
    },
    async close(deviceEventId) {
      const place = placeOf(deviceEventId);
      if (place !== undefined) await write(place, CLOSED, new Uint8Array());
    },
    async drop(deviceEventId) {
      const place = placeOf(deviceEventId);
      places.delete(deviceEventId);
      if (place !== undefined) await rm(place, { recursive: true, force: true });
    },
  };
}

async function readRecording(place: string): Promise<SpooledRecording> {
  const header = Header.parse(JSON.parse(await readFile(path.join(place, HEADER), 'utf8')));
  const names = await readdir(place);
  const objects = new Map<number, SpooledObject>();
  for (const name of names.sort()) {
    const [, n, kind, durationMs, sent] = OBJECT.exec(name) ?? [];
    if (n === undefined) continue;
    const bytes = sent ? 0 : await sizeOf(path.join(place, name));
    // Marked as sent in the last moment of the power: both files are there, and the mark counts.
    objects.set(Number(n), {
      n: Number(n),
      kind: ObjectKind.parse(kind),
      durationMs: Number(durationMs),
      bytes,
      sent: sent !== undefined,
    });
  }
  return { header, objects: [...objects.values()], closed: names.includes(CLOSED) };
}

async function sizeOf(file: string): Promise<number> {
  await using handle = await open(file, 'r');
  return (await handle.stat()).size;
}

async function write(place: string, name: string, bytes: Uint8Array): Promise<void> {
  const part = path.join(place, `${name}.part`);
  {
    await using handle = await open(part, 'w', 0o600);
    await handle.writeFile(bytes);
    await handle.datasync();
  }
  await rename(part, path.join(place, name));
}
