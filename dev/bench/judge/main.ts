// npm run bench -- judge [--no-docs]: how well, how fast and with how much memory the judge judges, beside FFmpeg.
import { Judge } from '@kaitong/judge';
import { firstShare, measureAccuracy } from './accuracy.ts';
import { tryOwnClips } from './own-clips.ts';
import { drawPairs, tryPairs } from './pairs/pairs.ts';
import { sharesText } from './rate/shares.ts';
import { rawStreamsText, tryRawStreams } from './raw/raw-streams.ts';
import { tryRealDefects } from './real.ts';
import { reportText, writeReport } from './report.ts';
import { measureSpeed } from './speed.ts';

/** Of a full decode by ffmpeg, in the same run. */
const MOST_LEVEL1 = 0.02;
const MOST_LAST_BYTE = 0.35;
/** Simulated events for each way in which they may come. */
const EVENTS = 1000;
const SEED = 20261127;
/** Of unrelated faults in two objects of one clip. */
const PAIRS = 200;
/** Of the broken clips have to be named first by their code. */
const LEAST_FIRST = 0.95;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await using judge = await Judge.start();
if (judge.level2() === null) throw new Error('Nothing decodes here: neither node-av nor ffmpeg.');
// Before the corpus, which leaves encoders' memory behind.
const speeds = [await measureSpeed(judge, 'h264'), await measureSpeed(judge, 'h265')];
const accuracy = await measureAccuracy(judge, say);
const real = await tryRealDefects(judge);
const pairs = { drawn: PAIRS, seed: SEED, failed: await tryPairs(judge, drawPairs(PAIRS, SEED)) };
const results = { accuracy, speeds, real, pairs };
say(reportText(results));
for (const line of sharesText(EVENTS, SEED)) say(line);
for (const line of accuracy.notMade) say(`not made: ${line}`);
if (!process.argv.includes('--no-docs')) writeReport(results);

const own = process.env.KAITONG_CLIPS;
if (own) {
  const { tried, clean, refused } = await tryOwnClips(judge, own, say);
  say(`${own}: ${tried} clips tried, ${clean} decode cleanly, ${refused.length} of those refused`);
  if (refused.length > 0) process.exitCode = 1;
  const raw = await tryRawStreams(judge, own, say);
  say(rawStreamsText(raw));
  if (raw.mistakes.length > 0) process.exitCode = 1;
}
for (const { codec, level1, lastByte, ffmpeg } of speeds) {
  const share = (ms: number): string => (ffmpeg === null ? '–' : (ms / ffmpeg).toFixed(3));
  say(`${codec}: level 1 ${level1.toFixed(1)} ms, ${share(level1)} of a full ffmpeg decode (at most ${MOST_LEVEL1})`);
  say(`${codec}: last byte to verdict ${share(lastByte)} of it (at most ${MOST_LAST_BYTE})`);
}
const isFast = speeds.every(
  ({ level1, lastByte, ffmpeg }) =>
    ffmpeg === null || (level1 <= MOST_LEVEL1 * ffmpeg && lastByte <= MOST_LAST_BYTE * ffmpeg),
);
const isGood =
  isFast &&
  accuracy.refused.length === 0 &&
  pairs.failed.length === 0 &&
  real.every(({ isRight }) => isRight !== false) &&
  firstShare(accuracy) >= LEAST_FIRST;
if (!isGood) process.exitCode = 1;
