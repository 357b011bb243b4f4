import type { Logger } from 'pino';
import { StoreError } from './objects/store-error.ts';
import type { Deadline } from './store/deadlines.ts';

/** Another plane was not reached, or gave no answer in time. It may have heard what it was asked. */
export class PlaneAway extends Error {
  override readonly name = 'PlaneAway';
}

/** Says of a deadline that broke why. It comes again: where only another plane or the store was away, nothing here is out of order. */
export const sayBroken =
  (log: Logger, fields: Record<string, unknown> = {}) =>
  (err: unknown, deadline?: Deadline): void =>
    log[err instanceof PlaneAway || err instanceof StoreError ? 'warn' : 'error'](
      { err, ...fields, deadline },
      'deadline.broke',
    );
