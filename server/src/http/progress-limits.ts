import type { MakerCaller } from '../callers.ts';
import type { StreamLimit } from './sse.ts';

/** Of one application or extended test: a wall of screens, and programs that each wait for its end. */
const MOST_OF_ONE = 300;
/** Of one account: a factory's line that activates hundreds of units at once with one key. */
const MOST_OF_ACCOUNT = 1000;

/** Logs of devices that one account follows at one server. */
const MOST_LOGS = 100;

export const deviceLogLimits = ({ accountId }: { accountId: string }): readonly StreamLimit[] => [
  { name: `device log ${accountId}`, most: MOST_LOGS },
];

/** Progress is told of many things at once, so a limit for each person would be one for what they can do at once. */
export const progressLimits = ({ accountId }: MakerCaller, { id }: Record<string, string>): readonly StreamLimit[] => [
  { name: `progress ${accountId} ${id}`, most: MOST_OF_ONE },
  { name: `progress ${accountId}`, most: MOST_OF_ACCOUNT },
];
