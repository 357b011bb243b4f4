import { type Problem, ProblemError, problems, problemText, type Refusal } from '@kaitong/contract';

/** What only the device's own side can find. */
export type LocalCode =
  /** No answer at all, or one that is none of ours. */
  | 'unreachable'
  | 'answer_invalid'
  | 'store_refused'
  /** What the pairing code says of the server is not true. */
  | 'authority_wrong'
  /** Its own stop or failure. */
  | 'stopped'
  | 'camera_failed'
  /** No recording grant permits it now. */
  | 'not_granted'
  /** Its own store has no room left. */
  | 'spool_full';

/** Why something did not work, as a value: the platform's code, or one of the device's own. */
export type DeviceProblem = {
  code: Problem['code'] | LocalCode;
  /** In English, for a log: what happened and what to do. */
  detail: string;
  /** The same call may succeed later unchanged. */
  retry: boolean;
  /** The platform's wish for how long to wait before. */
  retryAfterMs: number | null;
};

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: DeviceProblem };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const failed = (code: DeviceProblem['code'], detail: string, retry = false): Outcome<never> => ({
  ok: false,
  problem: { code, detail, retry, retryAfterMs: null },
});

/** A refusal of the platform as a problem. */
export function refused(problem: Problem): Outcome<never> {
  const { retry } = problems[problem.code];
  const { seconds } = problem.params;
  const retryAfterMs = retry && typeof seconds === 'number' ? seconds * 1000 : null;
  const detail = [problem.title, problem.detail].filter(Boolean).join(': ');
  return { ok: false, problem: { code: problem.code, detail, retry, retryAfterMs } };
}

/** A refusal within an answer that is none itself. */
export const refusedWith = ({ code, params }: Refusal): Outcome<never> => {
  const { title, remedy } = problemText(code, params, 'en');
  return failed(code, `${title}: ${remedy}`, problems[code].retry);
};

/** Runs a call of the typed client; refusals and outages become values. */
export async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await call());
  } catch (error) {
    if (error instanceof ProblemError) return refused(error.problem);
    if (error instanceof Error && error.name === 'ZodError') return failed('answer_invalid', error.message);
    return failed('unreachable', describe(error), true);
  }
}

/** `fetch failed` alone says nothing: the reason is in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
