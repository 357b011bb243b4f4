import { type DeadlineRunner, runDeadlines } from '../store/deadlines.ts';
import { callbackDeadlineHandlers } from './callbacks.ts';
import type { SandboxContext } from './context.ts';
import { refundDeadlineHandlers } from './refunds.ts';
import { sweepDeadlineHandlers } from './sweep.ts';

/** Everything that the sandbox does without being asked: tells its merchant, decides on refunds, forgets. */
export function startSandboxWork(context: SandboxContext): DeadlineRunner {
  const { db, notifications, log, url } = context;
  return runDeadlines({
    db,
    notifications,
    handlers: { ...callbackDeadlineHandlers(context), ...refundDeadlineHandlers(), ...sweepDeadlineHandlers() },
    onError: (err, deadline) => log.warn({ err, url, deadline }, 'sandbox.deadline_broke'),
    lanes: 3,
  });
}
