import { createWriteStream, writeFileSync } from 'node:fs';
import { readSlices } from '@kaitong/media';
import { endWithParent, ignoreStops } from '../lifeline.ts';
import { nodePorts } from '../node-ports.ts';
import { decodeJpeg } from '../snapshot/decode-jpeg.ts';
import { makePreview } from '../snapshot/preview.ts';
import type { Answer, Job } from './messages.ts';
import { NodeAvDecoder } from './node-av.ts';
import { encodeMessage, MessageReader } from './wire.ts';

// The program of a judge process: jobs come in on standard input, answers go out on descriptor 3. Standard output is
// left to whatever FFmpeg prints.

const answers = createWriteStream('', { fd: 3 });
const answer = (message: Answer): boolean => answers.write(encodeMessage(message));

// Where memory runs out between two looks of the parent, Linux is to end this process and not the server or its database.
try {
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Another system.
}
ignoreStops();
// The parent holds the other end: when it is gone, by kill -9 too, nobody waits for an answer any more. The lifeline says
// the same of a process that a job has made deaf.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
answers.on('error', () => process.exit(0));

const decoder = process.argv.includes('--without-node-av') ? undefined : await NodeAvDecoder.find();

async function run(job: Job, body: Buffer): Promise<Answer> {
  answer({ is: 'started', id: job.id });
  const { id } = job;
  if (job.is === 'snapshot') {
    const report = await decodeJpeg(body);
    return { is: 'snapshot', id, report, memoryBytes: process.memoryUsage.rss() };
  }
  if (job.is === 'preview') {
    const webp = (await makePreview(body))?.toString('base64') ?? null;
    return { is: 'preview', id, webp, memoryBytes: process.memoryUsage.rss() };
  }
  if (job.is === 'slices') {
    const report = readSlices(body, job.container, nodePorts);
    return { is: 'slices', id, report, memoryBytes: process.memoryUsage.rss() };
  }
  if (!decoder) throw new Error('a decode job came to a process without a decoder');
  if (job.is === 'filmstrip') {
    const made = await decoder.film(body, job);
    const strip = made ? { ...made, webp: made.webp.toString('base64') } : null;
    return { is: 'filmstrip', id, strip, memoryBytes: process.memoryUsage.rss() };
  }
  const result = await decoder.decode(body, job);
  if (result.is === 'report') {
    return { is: 'decoded', id, report: result.report, memoryBytes: process.memoryUsage.rss() };
  }
  return { is: 'passed-limit', id, reason: result.reason };
}

const jobs = new MessageReader<Job>(({ bytes }) => bytes);
let queue: Promise<void> = Promise.resolve();
process.stdin.once('data', endWithParent);
process.stdin.on('data', (chunk: Buffer) => {
  for (const { message, body } of jobs.push(chunk)) {
    queue = queue.then(async () => {
      answer(await run(message, body));
    });
  }
});
answer({ is: 'ready', nodeAv: decoder !== undefined });
