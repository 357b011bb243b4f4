import type { TrackFacts } from '../facts.ts';
import { areInOtherTicks, otherTimescales, type Start } from '../timeline/other-timescale.ts';
import { type Box, type Fields, findBox, listBoxes } from './boxes.ts';
import { entryBytesOf } from './run-flags.ts';

/** Fragments that say their time in other ticks: how many, where the first says it, and both timescales. */
export type Miscounted = { count: number; offset: number; own: number; other: number; why: 'timescale' | 'unit' };

/** A track's part of a fragment: when it begins by its `tfdt`, and how long it is; in ticks. */
type Part = { said: number | null; ticks: number };
type Fragment = { number: number; parts: Map<number, Part> };

/**
 * Video tracks of which every fragment but the first says that it begins as much later as it does in ticks of another track,
 * and that other track's timescale.
 */
export function findMiscountedTimes(
  file: Fields,
  moofs: readonly Box[],
  tracks: ReadonlyMap<number, TrackFacts>,
): Map<number, number> {
  const found = new Map<number, number>();
  const all = [...tracks.values()];
  for (const track of all.filter(({ kind }) => kind === 'video')) {
    if (moofs.length < 2) continue;
    const starts = startsOf(
      moofs.map((moof) => readFragment(file, moof, tracks)),
      track,
      all.find(({ kind }) => kind === 'audio'),
    );
    const own = track.timescale;
    const other = otherTimescales(all, own).find((ticks) => areInOtherTicks(starts, ticks / own));
    if (other !== undefined) found.set(track.id, other);
  }
  return found;
}

function startsOf(fragments: readonly Fragment[], video: TrackFacts, sound: TrackFacts | undefined): Start[] {
  const starts: Start[] = [];
  let first: { said: number; sound: number | null } | undefined;
  let due = 0;
  let before: number | undefined;
  for (const { number, parts } of fragments) {
    const own = parts.get(video.id);
    const heard = (sound && parts.get(sound.id)?.said) ?? null;
    if (own && own.said !== null) {
      if (first)
        starts.push({
          foundMs: ((own.said - first.said) * 1000) / video.timescale,
          dueMs: (due * 1000) / video.timescale,
          soundMs:
            sound && heard !== null && first.sound !== null ? ((heard - first.sound) * 1000) / sound.timescale : null,
          isBehindLost: before !== undefined && number > before + 1,
        });
      else first = { said: own.said, sound: heard };
    }
    if (first) due += own?.ticks ?? 0;
    before = number;
  }
  return starts;
}

function readFragment(file: Fields, moof: Box, tracks: ReadonlyMap<number, TrackFacts>): Fragment {
  const children = listBoxes(file, moof.body, moof.end);
  const mfhd = findBox(children, 'mfhd');
  const parts = new Map<number, Part>();
  for (const traf of children.filter(({ type }) => type === 'traf')) {
    const boxes = listBoxes(file, traf.body, traf.end);
    const [tfhd, tfdt] = ['tfhd', 'tfdt'].map((type) => findBox(boxes, type));
    if (!tfhd) continue;
    const id = file.u32(tfhd.body + 4);
    const said = tfdt ? (file.u8(tfdt.body) === 1 ? file.i64(tfdt.body + 4) : file.u32(tfdt.body + 4)) : null;
    const usual = usualTicks(file, tfhd, tracks.get(id));
    let ticks = 0;
    for (const trun of boxes.filter(({ type }) => type === 'trun')) ticks += ticksOfRun(file, trun, usual);
    parts.set(id, { said, ticks });
  }
  return { number: mfhd ? file.u32(mfhd.body + 4) : 0, parts };
}

function usualTicks(file: Fields, tfhd: Box, track: TrackFacts | undefined): number {
  const flags = file.u24(tfhd.body + 1);
  const at = tfhd.body + 8 + (flags & 0x01 ? 8 : 0) + (flags & 0x02 ? 4 : 0);
  return flags & 0x08 ? file.u32(at) : (track?.defaults?.duration ?? 0);
}

function ticksOfRun(file: Fields, trun: Box, usual: number): number {
  const flags = file.u24(trun.body + 1);
  const count = file.u32(trun.body + 4);
  if (!(flags & 0x100)) return count * usual;
  const bytes = entryBytesOf(flags);
  let ticks = 0;
  let at = trun.body + 8 + (flags & 0x001 ? 4 : 0) + (flags & 0x004 ? 4 : 0);
  for (let left = count; left > 0 && at < trun.end; left--, at += bytes) ticks += file.u32(at);
  return ticks;
}
