// All cameras of the bench in one process of their own, so that their processor time is told apart.
import type { Credentials } from '@kaitong/device';
import { cameraLane, type Lane, type Manner, plainLane, tokenOf } from './lanes.ts';

export type Round = { lanes: number; size: number; ms: number } & (
  | ({ as: 'camera' /** Of the region. */; url: string } & Omit<Manner, 'size'>)
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

async function run(lanes: readonly Lane[], ms: number): Promise<Counted> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    lanes.map(async ({ object }) => {
      while (performance.now() < began + ms) {
        const from = performance.now();
        await object();
        times.push(performance.now() - from);
      }
    }),
  );
  return { times, seconds: (performance.now() - began) / 1000 };
}

process.once('disconnect', () => process.exit()); // the bench is gone
/** Told a round, it makes its bytes, hashes them and opens its events; that is no part of what it measures when told `go`. */
let prepared: (() => Promise<Counted>) | undefined;
process.on('message', async (told: readonly Credentials[] | Round | 'go') => {
  if (told === 'go') return void process.send?.(await prepared?.());
  if ('as' in told) {
    const lanes = lanesOf(told);
    await Promise.all(lanes.map(({ begin }) => begin()));
    prepared = () => run(lanes, told.ms);
  } else tokens = await Promise.all(told.map(tokenOf));
  process.send?.('ready');
});
