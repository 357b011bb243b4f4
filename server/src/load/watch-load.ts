import { type Duration, milliseconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { Lateness } from './lateness.ts';
import { Shedding } from './shedding.ts';
import { WORK_KINDS, type WorkKind } from './work-kind.ts';

const LOOK_EVERY = milliseconds(500);

/** How much a process has to do, and what it refuses therefore. */
export type Load = {
  refuses(kind: WorkKind): boolean;
  /** How late it was at the last look. */
  late(): Duration;
  /** How many calls of each kind it has refused. */
  refusals: ReadonlyMap<WorkKind, number>;
  noteRefusal(kind: WorkKind): void;
  /** Somebody waited so long for a session of the database. */
  noteWait(ms: number): void;
  stop(): void;
};

export function watchLoad(
  log: Log,
  {
    look,
    shedding = new Shedding(),
    sheds = true,
  }: { look?: () => Duration; shedding?: Shedding; sheds?: boolean } = {},
): Load {
  const lateness = new Lateness();
  const refusals = new Map<WorkKind, number>(WORK_KINDS.map((kind) => [kind, 0]));
  let late = milliseconds(0);
  const timer = setInterval(() => {
    late = (look ?? (() => lateness.look()))();
    if (!sheds || !shedding.note(late)) return;
    const refused = shedding.refused();
    if (refused.length > 0) log.warn({ lateMs: Math.round(late), refused }, 'load.shed');
    else log.warn({ lateMs: Math.round(late) }, 'load.carried');
  }, LOOK_EVERY).unref();
  return {
    refuses: (kind) => shedding.refuses(kind),
    late: () => late,
    refusals,
    noteRefusal: (kind) => void refusals.set(kind, (refusals.get(kind) ?? 0) + 1),
    noteWait: lateness.noteWait,
    stop() {
      clearInterval(timer);
      lateness.stop();
    },
  };
}
