import { type Box, type Fields, findBox, listBoxes } from './boxes.ts';

/** With two fragments, the second may be the first one once more: then it has its number. */
const CERTAIN = 3;

type Start = { time: number; number: number };

/** Tracks of which every fragment says that it begins at one and the same time, though others come before it. */
export function findStandingTimes(file: Fields, moofs: readonly Box[]): Set<number> {
  const starts = new Map<number, Start[]>();
  for (const moof of moofs) {
    const children = listBoxes(file, moof.body, moof.end);
    const mfhd = findBox(children, 'mfhd');
    const number = mfhd ? file.u32(mfhd.body + 4) : 0;
    for (const traf of children.filter(({ type }) => type === 'traf')) {
      const [tfhd, tfdt] = ['tfhd', 'tfdt'].map((type) => findBox(listBoxes(file, traf.body, traf.end), type));
      if (!tfhd || !tfdt) continue;
      const track = file.u32(tfhd.body + 4);
      const time = file.u8(tfdt.body) === 1 ? file.i64(tfdt.body + 4) : file.u32(tfdt.body + 4);
      const known = starts.get(track);
      if (known) known.push({ time, number });
      else starts.set(track, [{ time, number }]);
    }
  }
  return new Set([...starts].filter(([, all]) => doStand(all)).map(([track]) => track));
}

function doStand(starts: readonly Start[]): boolean {
  const [first] = starts;
  if (!first || starts.some(({ time }) => time !== first.time)) return false;
  return starts.length >= CERTAIN || starts.some(({ number }) => number !== first.number);
}
