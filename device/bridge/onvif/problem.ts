/** Why nothing is heard over ONVIF. */
export type OnvifProblem =
  | 'unreachable'
  | 'silent'
  | 'unauthorised'
  /** Something else answers at this address. */
  | 'no_service'
  /** It speaks ONVIF, and tells no events by it. */
  | 'no_events'
  /** It says no to what is asked, for a reason of its own. */
  | 'refused'
  | 'certificate'
  | 'not_readable'
  /** The subscription or the connection ended. */
  | 'lost';

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: OnvifProblem };

export const no = (problem: OnvifProblem): { ok: false; problem: OnvifProblem } => ({ ok: false, problem });
export const yes = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
