import type { CheckCode, Finding } from '@kaitong/contract/checks';
import type { Judge } from '@kaitong/judge';
import { brokenClips, goodClips, type Labelled } from './corpus/corpus.ts';
import { triedBy } from './corpus/good-for.ts';
import { isInstalled } from './corpus/programs.ts';
import { verdictOn } from './judged.ts';
import { askPeers, type PeerAnswer } from './peers.ts';

export type Detection = {
  code: CheckCode;
  clips: number;
  /** The code is among the findings, and it is the first of them. */
  named: number;
  first: number;
  ffmpegFails: number;
  ffmpegComplains: number;
  ffprobeComplains: number;
};

export type Accuracy = {
  good: number;
  /** Good clips that were refused, with what was found. */
  refused: string[];
  goodComplaints: { ffmpeg: number; ffprobe: number };
  detections: Detection[];
  /** Broken clips of which something else was said first. */
  missed: string[];
  notMade: string[];
  /** Null where there is no `ffmpeg` to compare with. */
  peers: boolean;
};

/** Of all broken clips, those whose own code was said first. */
export function firstShare({ detections }: Pick<Accuracy, 'detections'>): number {
  const sum = (of: 'clips' | 'first'): number => detections.reduce((all, one) => all + one[of], 0);
  return sum('first') / Math.max(1, sum('clips'));
}

/** Judges the whole corpus with both levels, and asks FFmpeg about the same clips. */
export async function measureAccuracy(judge: Judge, say: (line: string) => void): Promise<Accuracy> {
  const peers = isInstalled('ffmpeg') && isInstalled('ffprobe');
  const result: Accuracy = {
    good: 0,
    refused: [],
    goodComplaints: { ffmpeg: 0, ffprobe: 0 },
    detections: [],
    missed: [],
    notMade: [],
    peers,
  };
  const byCode = new Map<CheckCode, Detection>();
  for (const labelled of [...goodClips, ...brokenClips()]) {
    const judged = await judgeOne(judge, labelled, peers);
    if (typeof judged === 'string') {
      result.notMade.push(`${labelled.name}: ${judged}`);
      continue;
    }
    const { findings, answer } = judged;
    if (labelled.code === null) addGood(result, labelled, findings, answer);
    else addBroken(byCode, result, { ...labelled, code: labelled.code }, findings, answer);
  }
  result.detections = [...byCode.values()];
  for (const line of [...result.refused, ...result.missed]) say(line);
  return result;
}

type Judged = { findings: Finding[]; answer: PeerAnswer | null };

async function judgeOne(judge: Judge, labelled: Labelled, peers: boolean): Promise<Judged | string> {
  const clip = await labelled.clip();
  if (typeof clip === 'string') return clip;
  const { findings } = await verdictOn(judge, clip);
  return { findings, answer: peers ? askPeers(clip) : null };
}

const inWords = (findings: readonly Finding[]): string =>
  findings.map(({ severity, code, measured }) => `${severity} ${code} (${measured})`).join(', ');

function addGood(result: Accuracy, { name }: Labelled, findings: Finding[], answer: PeerAnswer | null): void {
  result.good++;
  const tried = triedBy(name);
  if (findings.some(({ severity, code }) => severity === 'error' || tried.includes(code)))
    result.refused.push(`refused: ${name}: ${inWords(findings)}`);
  if (answer?.ffmpegComplains) result.goodComplaints.ffmpeg++;
  if (answer?.ffprobeComplains) result.goodComplaints.ffprobe++;
}

function addBroken(
  byCode: Map<CheckCode, Detection>,
  result: Accuracy,
  { name, code }: { name: string; code: CheckCode },
  findings: Finding[],
  answer: PeerAnswer | null,
): void {
  const row = byCode.get(code) ?? {
    ...{ code, clips: 0, named: 0, first: 0 },
    ...{ ffmpegFails: 0, ffmpegComplains: 0, ffprobeComplains: 0 },
  };
  byCode.set(code, row);
  row.clips++;
  // The corpus is plain for the most part, which is a warning of its own and says nothing here.
  const codes = findings.map((found) => found.code).filter((found) => found !== 'enc.none' || code === found);
  if (codes.includes(code)) row.named++;
  if (codes[0] === code) row.first++;
  else result.missed.push(`missed: ${code}: ${name}: ${codes[0] ?? '–'}`);
  if (answer?.ffmpegFails) row.ffmpegFails++;
  if (answer?.ffmpegComplains) row.ffmpegComplains++;
  if (answer?.ffprobeComplains) row.ffprobeComplains++;
}
