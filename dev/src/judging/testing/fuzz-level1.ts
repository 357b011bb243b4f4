import { createCipheriv, createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Container, type EventDeclaration, Finding, type ObjectDeclaration } from '@kaitong/contract/checks';
import { nodePorts } from '@kaitong/judge';
import { type InitFacts, type InspectedObject, inspectClip, inspectObject } from '@kaitong/media';
import { mutate, seededRandom } from './mutate.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../../../media/fixtures/clips');
/** Boxes with counts, sizes and offsets in them. */
const TELLING = [
  'stsz',
  'stsc',
  'stco',
  'stts',
  'ctts',
  'stsd',
  'elst',
  'trun',
  'tfhd',
  'tfdt',
  'trex',
  'mdhd',
  'avcC',
  'hvcC',
  'esds',
  'moof',
  'mdat',
];
const EXTREMES = [0, 1, 2, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff];
const CONTAINERS: readonly Container[] = ['ts', 'fmp4', 'mp4'];
const KEY = Buffer.alloc(16, 7);

export type Level1Fuzz = {
  /** How often each code was found. */
  found: Record<string, number>;
  /** Errors that a parser stumbled over and caught; the object is refused all the same. */
  stumbled: string[];
  slowestMs: number;
  slowest: string;
};

/** Gives mutated files to level 1, each as one object of a clip. Throws what level 1 throws. */
export function fuzzLevel1(files: number, seed: number): Level1Fuzz {
  const random = seededRandom(seed);
  const originals = readdirSync(FIXTURES).map((name) => ({ name, bytes: readFileSync(path.join(FIXTURES, name)) }));
  const init = initOf(originals.find(({ name }) => name === 'h264-fmp4-init.mp4')?.bytes);
  const result: Level1Fuzz = { found: {}, stumbled: [], slowestMs: 0, slowest: '' };
  for (let n = 0; n < files; n++) {
    const original = originals[n % originals.length];
    const other = originals[Math.floor(random() * originals.length)];
    if (!original || !other) break;
    const bytes = mutate(random() < 0.4 ? withExtreme(original.bytes, random) : original.bytes, other.bytes, random);
    const began = performance.now();
    const findings = inspect(bytes, original.name, init, random);
    const ms = performance.now() - began;
    if (ms > result.slowestMs) Object.assign(result, { slowestMs: ms, slowest: `${n}: ${original.name}` });
    for (const found of findings) {
      Finding.parse(JSON.parse(JSON.stringify(found)));
      result.found[found.code] = (result.found[found.code] ?? 0) + 1;
      if (found.code === 'obj.unread' && /Error$/.test(String(found.measured)))
        result.stumbled.push(`${n}: ${original.name}: ${found.measured}`);
    }
  }
  return result;
}

/** A number of a box that says how much there is, at one of its extremes. */
function withExtreme(original: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(original);
  const at = bytes.indexOf(TELLING[Math.floor(random() * TELLING.length)] ?? 'stsz');
  const place = at - 4 + 4 * Math.floor(random() * 8);
  if (at < 4 || place + 4 > bytes.length) return bytes;
  bytes.writeUInt32BE(EXTREMES[Math.floor(random() * EXTREMES.length)] ?? 0, place);
  return bytes;
}

const hash = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

function declare(bytes: Buffer, kind: ObjectDeclaration['kind'], iv: string | null): ObjectDeclaration {
  const [md5, sha256] = [hash('md5', bytes), hash('sha256', bytes)];
  return { n: 0, kind, bytes: bytes.length, durationMs: kind === 'segment' ? 3000 : 0, md5, sha256, iv };
}

function inspect(plain: Buffer, name: string, init: InitFacts | null, random: () => number): Finding[] {
  const kind = /\.(?:jpg|png)$/.test(name) ? 'snapshot' : name.includes('init') ? 'init' : 'segment';
  const isEncrypted = random() < 0.2;
  const iv = Buffer.alloc(16, 9);
  const cipher = createCipheriv('aes-128-cbc', KEY, iv);
  const bytes = isEncrypted ? Buffer.concat([cipher.update(plain), cipher.final()]) : plain;
  const event: EventDeclaration = {
    container: CONTAINERS[Math.floor(random() * CONTAINERS.length)] ?? 'ts',
    codec: random() < 0.5 ? 'h264' : 'h265',
    ...{ width: 320, height: 180 },
    encryption: isEncrypted ? 'aes-128' : 'none',
  };
  const object = declare(bytes, kind, isEncrypted ? iv.toString('hex') : null);
  const inspection = inspectObject({ bytes, object, event, key: KEY, init }, nodePorts);
  const inspected: InspectedObject = { object, inspection };
  return [...inspection.findings, ...inspectClip({ event, objects: [inspected, inspected] })];
}

function initOf(bytes: Buffer | undefined): InitFacts | null {
  if (!bytes) throw new Error('The fixtures have lost their init segment.');
  const event: EventDeclaration = { container: 'fmp4', codec: 'h264', width: 320, height: 180, encryption: 'none' };
  return inspectObject({ bytes, object: declare(bytes, 'init', null), event }, nodePorts).facts.init;
}
