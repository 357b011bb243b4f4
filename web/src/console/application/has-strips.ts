import type { Finding } from '@kaitong/contract/checks';
import { placeAmong } from '../pictures/picture-strip.ts';
import { placeInStrip } from './frame-strip.ts';
import type { RunView } from './run-view.ts';

type Shown = Pick<RunView, 'objects' | 'pictures'>;

/** Whether anything of a clip is known that has a course in time. */
export const hasStrips = ({ objects, pictures }: Shown): boolean =>
  pictures.length > 0 || objects.some(({ strip }) => strip.length > 0);

/** Whether the strips have a place for a finding. */
export const isPlaced = (finding: Finding, { objects, pictures }: Shown): boolean =>
  (placeAmong(finding, pictures) ?? placeInStrip(finding, objects)) !== null;
