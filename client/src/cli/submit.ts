import { setTimeout as sleep } from 'node:timers/promises';
import { type Application, ProblemError } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';

/** A limit by the minute passes while one waits; that of a day is told. */
const LONGEST_S = 120;

export type Submission = { deviceId: string; acceptOlderFirmware: boolean };

/**
 * Submits a sample, again where the server says that it is only too early: a factory's script may submit hundreds at once.
 *
 * @param onWait told how many seconds it waits
 * @throws ProblemError as the server refuses
 */
export async function submit(
  { client }: Pick<ServerConnection, 'client'>,
  body: Submission,
  onWait: (seconds: number) => void,
): Promise<Application> {
  for (;;) {
    try {
      return await client.createApplication({ body });
    } catch (error) {
      const seconds = secondsToWait(error);
      if (seconds === undefined) throw error;
      onWait(seconds);
      await sleep(seconds * 1000);
    }
  }
}

function secondsToWait(error: unknown): number | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== 'rate_limited') return undefined;
  const seconds = Number(error.problem.params.seconds ?? 1);
  return seconds <= LONGEST_S ? Math.max(1, seconds) : undefined;
}
