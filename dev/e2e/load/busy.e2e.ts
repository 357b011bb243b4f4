// The judge on a machine on which fifteen other programs want each core for themselves: what it says is what it says on an idle one.
import { availableParallelism } from 'node:os';
import { minutes } from '@kaitong/contract';
import { Judge, JudgeStarved, STARVED_TRIES, type Verdict } from '@kaitong/judge';
import { expect, test } from 'vitest';
import type { Clip } from '../../bench/judge/clip.ts';
import { brokenClips, goodClips } from '../../bench/judge/corpus/corpus.ts';
import { verdictOn } from '../../bench/judge/judged.ts';
import { BusyMachine } from '../../src/judging/testing/busy-machine.ts';

/** Thirty on two cores. */
const BUSY_PROCESSES = 15 * availableParallelism();
/** With it, all of the corpus, which takes half an hour so; else a part of it that is over in two minutes. */
const EVERY = process.env.KAITONG_CORPUS === 'whole' ? 1 : 16;

type Made = { name: string; clip: Clip };

/** Made before the machine is busy. What a program that is missing here would make is left out. */
async function makeClips(): Promise<Made[]> {
  const made: Made[] = [];
  for (const { name, clip } of [...goodClips, ...brokenClips()].filter((_, index) => index % EVERY === 0)) {
    const bytes = await clip();
    if (typeof bytes !== 'string') made.push({ name, clip: bytes });
  }
  return made;
}

/** As many at a time as the judge has lanes. */
async function judgeAll(clips: readonly Made[]): Promise<Map<string, Verdict>> {
  await using judge = await Judge.start();
  const verdicts = new Map<string, Verdict>();
  const waiting = clips.values();
  const lane = async (): Promise<void> => {
    for (const { name, clip } of waiting) verdicts.set(name, await verdictOn(judge, clip));
  };
  await Promise.all(Array.from({ length: judge.lanes }, lane));
  return verdicts;
}

/** What a verdict says. */
const said = ({ outcome, findings, level2 }: Verdict) => ({ outcome, findings, level2 });

test(`one clip in ${EVERY} of the corpus: the same verdict beside ${BUSY_PROCESSES} busy processes, and none undecided`, {
  timeout: minutes(EVERY === 1 ? 180 : 30),
}, async () => {
  const clips = await makeClips();
  let from = performance.now();
  const lap = (what: string): void => {
    process.stdout.write(`${what}: ${((performance.now() - from) / 1000).toFixed(0)} s\n`);
    from = performance.now();
  };
  const quiet = await judgeAll(clips);
  lap(`${quiet.size} clips on an idle machine`);
  await using machine = new BusyMachine(BUSY_PROCESSES);
  const busy = await judgeAll(clips);
  lap(`the same beside ${BUSY_PROCESSES} busy processes`);
  expect(machine.working).toBe(BUSY_PROCESSES);
  for (const { name } of clips) {
    const [one, other] = [quiet.get(name), busy.get(name)];
    if (!one || !other) throw new Error(`${name} was not judged`);
    expect({ name, ...said(other) }).toEqual({ name, ...said(one) });
    expect(other.outcome, name).not.toBe('undecided');
  }
});

test.each(['node-av', 'ffmpeg'] as const)(
  'a decoder that somebody stopped is replaced beside them, and says nothing of the clip: %s',
  { timeout: minutes(10) },
  async (engine) => {
    const [first] = goodClips;
    const clip = await first?.clip();
    if (!clip || typeof clip === 'string') throw new Error('no clip');
    const parts = clip.uploads.flatMap(({ object, bytes }) => (object.kind === 'segment' ? [bytes] : [])).slice(0, 1);
    const task = { parts, container: 'ts', durationMs: 2000 } as const;
    await using _ = new BusyMachine(BUSY_PROCESSES);
    await using judge = await Judge.start({ engine, processes: 1 });
    let attempts = 0;
    const decoding = judge.decode(task, {
      onAttempt({ pid }) {
        attempts++;
        if (pid) process.kill(pid, 'SIGSTOP');
      },
    });
    await expect(decoding).rejects.toThrow(JudgeStarved);
    expect(attempts).toBe(STARVED_TRIES);
    expect(await judge.decode(task)).toMatchObject({ is: 'report' });
  },
);
