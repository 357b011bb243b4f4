import type { ControlContext } from '../context.ts';

/** What the database says of a user whose key, session or membership went or changed, whoever did it. */
export const RIGHTS_NEWS = 'rights';

/** How whoever streams to makers hears that one of them may have lost the right to listen. */
export const rightsOf = ({ clock, notifications }: Pick<ControlContext, 'clock' | 'notifications'>) => ({
  clock,
  onLost: (listener: (userId: string | undefined) => void): (() => void) => notifications.on(RIGHTS_NEWS, listener),
});
