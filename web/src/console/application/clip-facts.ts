import type { EventDeclaration } from '@kaitong/contract/checks';
import { framesOf } from './frame-strip.ts';
import type { RunView } from './run-view.ts';

export type ClipFacts = Pick<EventDeclaration, 'container' | 'encryption'> & {
  codec: string;
  width: number;
  height: number;
  /** By most of the frames' times; null where they have none. */
  fps: number | null;
};

/** What clip it is: as its bitstream says, else as it was declared. Null while nothing was opened, and in older runs. */
export function clipFactsOf({ event, objects }: Pick<RunView, 'event' | 'objects'>): ClipFacts | null {
  if (!event?.declaration) return null;
  const { container, encryption, codec, width, height } = event.declaration;
  const found = objects.find(({ video }) => video)?.video;
  return {
    ...{ container, encryption, codec: found?.codec ?? codec },
    ...{ width: found?.width ?? width, height: found?.height ?? height, fps: fpsOf(objects) },
  };
}

function fpsOf(objects: RunView['objects']): number | null {
  const timed = objects.filter(({ times }) => times.length > 1 && times.every((ms) => ms !== null));
  const lengths = framesOf(timed).map(({ lastsMs }) => lastsMs);
  const usual = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)];
  return usual ? Math.round(10_000 / usual) / 10 : null;
}
