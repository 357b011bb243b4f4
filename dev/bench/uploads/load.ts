// All cameras of the bench in one process of their own, so that their processor time is told apart.
import type { Credentials } from '@kaitong/device';
import { cameraLane, type Lane, plainLane, tokenOf } from './lanes.ts';

export type Round = { lanes: number; size: number; ms: number } & (
  | { as: 'camera' /** Of the region. */; url: string; declares: boolean }
  | { as: 'peer'; url: string }
);
export type Counted = {
  /** Milliseconds that each object took. */
  times: number[];
  seconds: number;
};

let tokens: string[] = [];

const lanesOf = (round: Round): Lane[] =>
  round.as === 'peer'
    ? Array.from({ length: round.lanes }, () => plainLane(round.url, round.size))
    : tokens.slice(0, round.lanes).map((token) => cameraLane(round.url, token, round));

async function run(round: Round): Promise<Counted> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    lanesOf(round).map(async (lane) => {
      while (performance.now() < began + round.ms) {
        const from = performance.now();
        await lane();
        times.push(performance.now() - from);
      }
    }),
  );
  return { times, seconds: (performance.now() - began) / 1000 };
}

process.once('disconnect', () => process.exit()); // the bench is gone
process.on('message', async (told: readonly Credentials[] | Round) => {
  if ('as' in told) return void process.send?.(await run(told));
  tokens = await Promise.all(told.map(tokenOf));
  process.send?.('ready');
});
