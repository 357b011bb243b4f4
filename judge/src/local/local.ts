// What the command line needs of the judge: level 2 is loaded where something is to be decoded, since that costs more than
// all of level 1.
import type { Judge } from '../judge.ts';

export type { Planes } from '../decode/picture-grid.ts';
export { JudgeStarved } from '../decode/starved.ts';
export type { Judge } from '../judge.ts';
export type { Arrival } from '../rate/course.ts';
export { checkClip, type FilesChecked } from './check-files.ts';
export type { Explained } from './explain-headlines.ts';
export { MotionMeter } from './motion-meter.ts';
export {
  type LocalClip,
  LocalClipError,
  listClips,
  readClip,
} from './read-clip.ts';

/** Throws when no process can be started, not when level 2 is missing. */
export async function startJudge(processes: number): Promise<Judge> {
  const module = await import('../judge.ts');
  return await module.Judge.start({ processes });
}
