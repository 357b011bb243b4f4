import type { Step } from './cameras.ts';
import type { Fetched, Seen } from './phone.ts';

/** What lies between a motion and its picture, in the order in which it is listed. */
export const PARTS = [
  'opened',
  'seen',
  'made',
  'stored',
  'shown',
  'tapped',
  'code',
  'playback',
  'playlist',
  'key',
  'object',
  'picture',
] as const;
export type Part = (typeof PARTS)[number];
/** Milliseconds since the motion. */
export type Moments = Record<Part, number>;

/** What the camera and the page say of one event, since its motion. */
export function momentsOf(camera: Record<Extract<Step, Part> | 'waved', number>, seen: Seen): Moments {
  const { shown, tapped, picture } = seen;
  const needed = seen.fetched.filter(({ began, ended }) => began >= shown && ended <= picture);
  const endOf = (name: RegExp, of: (ends: number[]) => number | undefined): number | undefined =>
    of(needed.filter(({ url }) => name.test(new URL(url).pathname)).map(({ ended }: Fetched) => ended));
  const first = (ends: number[]) => ends[0];
  const last = (ends: number[]) => ends.at(-1);
  const moments: Record<Part, number | undefined> = {
    ...{ opened: camera.opened, seen: camera.seen, made: camera.made, stored: camera.stored },
    ...{ shown, tapped, picture },
    // Nothing of it is fetched after the tap where all of it was there.
    code: Math.max(tapped, endOf(/^\/assets\/.*\.js$/, (ends) => ends.sort((a, b) => a - b).at(-1)) ?? tapped),
    playback: endOf(/\/playbacks$/, last),
    playlist: endOf(/\/index\.m3u8$/, first),
    key: endOf(/\/key\//, first),
    object: endOf(/\/object\//, first),
  };
  return Object.fromEntries(PARTS.map((part) => [part, (moments[part] ?? Number.NaN) - camera.waved])) as Moments;
}
