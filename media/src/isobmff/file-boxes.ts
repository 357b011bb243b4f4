import { type Box, type BoxProblem, type Fields, listBoxes, MAX_BOXES } from './boxes.ts';

/**
 * An `mdat` behind which no box begins: its length is wrong if samples lie there, or if the next box begins within it; else
 * what follows is damaged.
 */
export type Stray = {
  /** It ends where the next box begins, if that is within it. */
  mdat: Box;
  /** Its length as it says. */
  said: number;
  isTooLong: boolean;
  /** Where the next box begins that can be one; null: nowhere. */
  next: number | null;
  problem: BoxProblem;
};

export type FileBoxes = { boxes: Box[]; strays: Stray[] };

/**
 * The boxes at the top of a file. Where an `mdat` is shorter or longer than its data, what follows it is no box: the next
 * `moov` or `moof` is looked for, from its beginning on. Every byte is looked at once.
 */
export function listFileBoxes(file: Fields, problem: (problem: BoxProblem) => void): FileBoxes {
  const found: FileBoxes = { boxes: [], strays: [] };
  const end = file.bytes.length;
  let from: number | null = 0;
  let listed = 0;
  while (from !== null) {
    let met: BoxProblem | undefined;
    const meet = (p: BoxProblem) => {
      met ??= p.is === 'truncated' ? { ...p, isLast: true } : p;
    };
    const boxes: Box[] = listBoxes(file, from, end, meet, { most: MAX_BOXES - listed });
    listed += boxes.length;
    from = null;
    const stray = met && strayOf(file, met, boxes);
    if (stray) {
      from = stray.next;
      found.strays.push(stray);
      found.boxes.push(...boxes.filter(({ start }) => start < stray.mdat.start), stray.mdat);
    } else {
      if (met) problem(met);
      found.boxes.push(...boxes);
    }
  }
  return found;
}

/** What ends with an `mdat` that goes on beyond the end is one only if another box begins within it. */
function strayOf(file: Fields, problem: BoxProblem, boxes: readonly Box[]): Stray | null {
  if (problem.is === 'too-many') return null;
  const { offset } = problem;
  const mdat = boxes.find(({ type, start, end }) => type === 'mdat' && (end === offset || start === offset));
  const isCut = mdat?.start === offset;
  if (!mdat || (isCut && problem.is !== 'truncated')) return null;
  const next = nextHeader(file, mdat.body);
  const isTooLong = next !== null && next < mdat.end;
  if (isCut && !isTooLong) return null;
  const said = mdat.end - mdat.start + (isCut && problem.is === 'truncated' ? problem.missing : 0);
  return { mdat: isTooLong ? { ...mdat, end: next } : mdat, said, isTooLong, next, problem };
}

const M = 0x6d;

/** Where a `moov` or `moof` begins that fits into the file and holds the box that it must begin with. */
function nextHeader(file: Fields, from: number): number | null {
  const { bytes } = file;
  for (let at = bytes.indexOf(M, from + 4); at >= 0 && at + 12 <= bytes.length; at = bytes.indexOf(M, at + 1)) {
    const type = file.type(at);
    if (type !== 'moov' && type !== 'moof') continue;
    const size = file.u32(at - 4);
    if (size >= 16 && at - 4 + size <= bytes.length && file.type(at + 8) === (type === 'moov' ? 'mvhd' : 'mfhd'))
      return at - 4;
  }
  return null;
}
