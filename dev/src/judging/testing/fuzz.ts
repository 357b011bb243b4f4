import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { VideoCodec } from '@kaitong/contract/checks';
import { checkFiles, type DecodeOutcome, type Judge, type SnapshotOutcome } from '@kaitong/judge';
import { mutate, seededRandom } from './mutate.ts';

const PACKAGES = path.resolve(import.meta.dirname, '../../../..');
const FOLDERS = ['media/fixtures/clips', 'judge/fixtures/clips'];

type Original = { name: string; kind: 'ts' | 'mp4' | 'jpeg'; codec: VideoCodec; bytes: Buffer };

const kindOf = (name: string): Original['kind'] | undefined => {
  if (/\.mpegts$/.test(name)) return 'ts';
  if (/\.(?:mp4|m4s|mov)$/.test(name)) return 'mp4';
  return /\.jpg$/.test(name) ? 'jpeg' : undefined;
};

function listOriginals(): Original[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(PACKAGES, folder)).flatMap((name) => {
      const kind = kindOf(name);
      const codec = name.startsWith('h265') ? 'h265' : 'h264';
      return kind ? [{ name, kind, codec, bytes: readFileSync(path.join(PACKAGES, folder, name)) }] : [];
    }),
  );
}

export type FuzzResult = {
  /** How many objects ended how. */
  outcomes: Record<string, number>;
  /** Requests that this process answered meanwhile, and the most objects that ended between two of them. */
  answered: number;
  longestSilence: number;
};

/**
 * Gives mutated files to the judge, straight to level 2 and as local files through both levels, while this process
 * answers HTTP requests as a server would.
 */
export async function fuzz(judge: Judge, files: number, seed: number): Promise<FuzzResult> {
  const originals = listOriginals();
  const random = seededRandom(seed);
  const outcomes: Record<string, number> = {};
  await using traffic = await startTraffic();
  let ended = 0;
  let endedAtAnswer = 0;
  let longestSilence = 0;
  traffic.onAnswer = () => {
    longestSilence = Math.max(longestSilence, ended - endedAtAnswer);
    endedAtAnswer = ended;
  };
  const one = async (n: number): Promise<void> => {
    const original = originals[n % originals.length];
    const other = originals[Math.floor(random() * originals.length)];
    if (!original || !other) return;
    const bytes = mutate(original.bytes, other.bytes, random);
    const outcome = n % 4 === 3 ? await throughBoth(judge, bytes) : await throughLevel2(judge, original, bytes);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    ended++;
  };
  // As many at once as the judge has lanes, and one more that waits.
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < files) await one(next++);
  };
  await Promise.all(Array.from({ length: judge.lanes + 1 }, lane));
  return { outcomes, answered: traffic.answered, longestSilence };
}

async function throughLevel2(judge: Judge, { kind, codec }: Original, bytes: Buffer): Promise<string> {
  const outcome =
    kind === 'jpeg'
      ? await judge.decodeSnapshot(bytes)
      : await judge.decode({ parts: [bytes], container: kind, codec, durationMs: 3000 });
  return nameOf(outcome);
}

const nameOf = (outcome: DecodeOutcome | SnapshotOutcome): string =>
  outcome.is === 'limit' ? `limit: ${outcome.reason}` : outcome.is;

async function throughBoth(judge: Judge, bytes: Buffer): Promise<string> {
  return (await checkFiles(judge, [{ name: 'mutated', bytes }])).verdict.outcome;
}

/** One request after the other from another thread, each answered by this one. */
async function startTraffic() {
  const traffic = { answered: 0, onAnswer: () => {} };
  const server = createServer((_request, response) => {
    traffic.answered++;
    traffic.onAnswer();
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const program = `const get = () => fetch('http://127.0.0.1:${port}').then((r) => r.text()).then(() => setTimeout(get, 5), () => {}); get();`;
  const worker = new Worker(program, { eval: true });
  return Object.assign(traffic, {
    async [Symbol.asyncDispose]() {
      await worker.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
