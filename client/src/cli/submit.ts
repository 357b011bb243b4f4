import { setTimeout as sleep } from 'node:timers/promises';
import { type Application, control, createClient, ProblemError, type ReleaseId } from '@kaitong/contract';
import { fetchSend } from '../fetch-send.ts';
import type { ServerConnection } from './connection.ts';

/** A limit by the minute passes while one waits; that of a day is told. */
const LONGEST_S = 120;
/** A server that is started anew is back in ten seconds; a minute in all, as a broken stream is waited for. */
const PAUSES = [300, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000, 8000];

export type Submission = { deviceId: string; acceptOlderFirmware: boolean; releaseId?: ReleaseId };

/** What is said while it waits. */
export type Waiting = {
  /** The server takes no more for so many seconds. */
  onWait(seconds: number): void;
  /** It has not answered, and is asked again. */
  onOutage(): void;
  pauses?: readonly number[];
  wait?: (seconds: number) => Promise<unknown>;
};

/**
 * Submits a sample, again where the server says that it is only too early: a factory's script may submit hundreds at once.
 * One that the network lost, or a server that was just starting, is sent again as the same.
 *
 * @throws ProblemError as the server refuses, TypeError when it stays away
 */
export async function submit(
  { url, headers }: Pick<ServerConnection, 'url' | 'headers'>,
  body: Submission,
  { onWait, onOutage, pauses = PAUSES, wait = (seconds) => sleep(seconds * 1000) }: Waiting,
): Promise<Application> {
  let isTold = false;
  const onPause = (): void => {
    if (!isTold) onOutage();
    isTold = true;
  };
  const client = createClient(control, fetchSend(url, { headers, repeats: { pauses, onPause, wait } }));
  for (;;) {
    isTold = false;
    try {
      return await client.createApplication({ body });
    } catch (error) {
      const seconds = secondsToWait(error);
      if (seconds === undefined) throw error;
      onWait(seconds);
      await wait(seconds);
    }
  }
}

/** Lines for whoever sits at the terminal. */
export const toldBy = (say: (line: string) => void, url: string): Waiting => ({
  onWait: (seconds) => say(`The server takes more in ${seconds} s.`),
  onOutage: () => say(`${url} does not answer; asking again for up to a minute.`),
});

function secondsToWait(error: unknown): number | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== 'rate_limited') return undefined;
  const seconds = Number(error.problem.params.seconds ?? 1);
  return seconds <= LONGEST_S ? Math.max(1, seconds) : undefined;
}
