import { learnServerTime } from './clock.ts';
import { learnStorage } from './storage.ts';

/** What every answer says besides what was asked. */
export function learnFromReply(headers: Headers): void {
  learnServerTime(headers);
  learnStorage(headers);
}
