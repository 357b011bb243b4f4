import * as server from '@kaitong/server';
import { UsageError } from './arguments.ts';

/** Of a server and of the command that starts it. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof UsageError ? server.EXIT_SETTINGS : server.exitCodeOf(error);

/** One sentence for whoever started it; undefined for what nobody expected, which keeps its stack. */
export const explainFailure = (error: unknown): string | undefined =>
  error instanceof UsageError ? error.message : server.explainFailure(error);
