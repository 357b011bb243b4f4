import type { exporting, Output } from '@kaitong/contract';
import { addDays, beginOf, type Day, dayOf, isDay, type Span } from '../day/days.ts';

export type ExportCamera = Output<typeof exporting.getExportSize>['cameras'][number];
/** From one day to another, both included. */
export type ChosenDays = { from: Day; to: Day };

/** From the first day's first moment to the last one's last; undefined where that makes no sense. */
export function spanOfDays({ from, to }: ChosenDays): Span | undefined {
  if (!isDay(from) || !isDay(to) || to < from) return undefined;
  return { from: beginOf(from).toISOString(), to: beginOf(addDays(to, 1)).toISOString() };
}

/** The days in which there are recordings, the viewer's own. `to` of a camera is the end of its last hour. */
export const lastDays = (cameras: readonly Pick<ExportCamera, 'from' | 'to'>[]): ChosenDays => ({
  from: dayOf(Math.min(...cameras.map(({ from }) => Date.parse(from)))),
  to: dayOf(Math.max(...cameras.map(({ to }) => Date.parse(to))) - 1),
});
