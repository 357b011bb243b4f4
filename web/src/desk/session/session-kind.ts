import type { Session } from '@kaitong/contract';
import type { z } from 'zod';

type Kind = Pick<z.output<typeof Session>, 'account'>;

/** Whether the session is one of those who run the platform. The server decides what they may do. */
export const isOperator = ({ account }: Kind): boolean => account.kind === 'operator';
