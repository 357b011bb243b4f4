import type { RunView } from './run-view.ts';

/** Whether anything of a clip is known that has a course in time. */
export const hasStrips = ({ objects, pictures }: RunView): boolean =>
  pictures.length > 0 || objects.some(({ strip }) => strip.length > 0);
