import { randomBytes } from 'node:crypto';
import { areRelated, groupFindings } from '@kaitong/contract/checks';
import type { Judge } from '@kaitong/judge';
import { type Clip, cbc, describe, type Upload } from '../clip.ts';
import { madeClip } from '../corpus/made-clip.ts';
import { avc } from '../corpus/makes.ts';
import { verdictOn } from '../judged.ts';
import { type Random, randomFrom } from '../rate/random.ts';
import { type ObjectFault, objectFaults } from './object-faults.ts';

/** A fault in each of two segments, counted from 0. */
export type Pair = { container: 'ts' | 'fmp4'; faults: readonly [Placed, Placed] };
type Placed = { fault: ObjectFault; segment: number };

const SEGMENTS = 4;
const CONTAINERS = ['ts', 'fmp4'] as const;

/** Random pairs of faults that do not explain each other, in two segments of one clip; the same for the same seed. */
export function drawPairs(count: number, seed: number): Pair[] {
  const random = randomFrom(seed);
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const container = pick(random, CONTAINERS);
    const [one, other] = [pick(random, objectFaults[container]), pick(random, objectFaults[container])];
    const [first, second] = [below(random, SEGMENTS), below(random, SEGMENTS)];
    const isOne = first === second || one.code === other.code || areRelated(one.code, other.code);
    if (!isOne)
      pairs.push({
        container,
        faults: [
          { fault: one, segment: first },
          { fault: other, segment: second },
        ],
      });
  }
  return pairs;
}

const below = (random: Random, count: number): number => Math.floor(random.between(0, count));
function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[below(random, from.length)];
  if (found === undefined) throw new Error('There is nothing to draw from.');
  return found;
}

export const nameOf = ({ container, faults }: Pair): string =>
  `${container}: ${faults.map(({ fault, segment }) => `${fault.code} (${fault.how}) in segment ${segment + 1}`).join(' and ')}`;

const bases = {
  ts: avc('four segments', { mux: 'ts segments', sound: 'AAC 16 kHz', seconds: 8 }),
  fmp4: avc('four segments', { mux: 'fmp4 segments', sound: 'AAC 16 kHz', seconds: 8 }),
};
const made = new Map<Pair['container'], Promise<Clip>>();

/** The clip of a pair, encrypted where one of its faults is about that. */
export async function clipOf({ container, faults }: Pair): Promise<Clip> {
  const base = await (made.get(container) ?? madeClip(bases[container]));
  made.set(container, Promise.resolve(base));
  const key = faults.some(({ fault }) => fault.cipher) ? randomBytes(16) : null;
  let segment = -1;
  const uploads = base.uploads.map((upload): Upload => {
    if (upload.object.kind === 'segment') segment++;
    const here = faults.find((one) => one.segment === segment && upload.object.kind === 'segment')?.fault;
    const before = faults.filter((one) => one.segment < segment).map(({ fault }) => fault);
    const bytes = (here?.change ?? asIs)(before.reduce((plain, { after = asIs }) => after(plain), upload.bytes));
    return sent(upload, bytes, here, key);
  });
  return { ...base, event: { ...base.event, encryption: key ? 'aes-128' : 'none' }, key, uploads };
}

const asIs = (bytes: Buffer): Buffer => bytes;

function sent({ object }: Upload, plain: Buffer, fault: ObjectFault | undefined, key: Buffer | null): Upload {
  const iv = key && randomBytes(16);
  const bytes = key && iv ? (fault?.cipher ?? cbc)(plain, key, iv, object.n) : plain;
  return { object: describe(object.n, { ...object, bytes }, iv), bytes: (fault?.transit ?? asIs)(bytes) };
}

/** What is wrong with the verdict on a pair; undefined where both of its faults are headlines. */
export async function faultOfVerdict(judge: Judge, pair: Pair): Promise<string | undefined> {
  const { findings } = await verdictOn(judge, await clipOf(pair));
  const headlines = groupFindings(findings).flatMap((group) => group.findings);
  const missing = pair.faults.filter(({ fault }) => !headlines.some(({ code }) => code === fault.code));
  if (missing.length === 0) return undefined;
  const said = findings.map(({ code, object, because }) => `${code} ${object ?? '–'}${because ? ` (${because})` : ''}`);
  return `${nameOf(pair)}: no headline ${missing.map(({ fault }) => fault.code).join(', ')}; ${said.join(', ')}`;
}

/** What is wrong with the verdicts on all of them. */
export async function tryPairs(judge: Judge, pairs: readonly Pair[]): Promise<string[]> {
  const failed: string[] = [];
  for (const pair of pairs) {
    const fault = await faultOfVerdict(judge, pair);
    if (fault) failed.push(fault);
  }
  return failed;
}
