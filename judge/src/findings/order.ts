import { type CheckCode, checkCodes, type Finding, foldFindings } from '@kaitong/contract/checks';

/**
 * What happens to footage, in the order in which it happens to it: bytes that never came or were cut make everything
 * after them look wrong, then encryption, then the container, and so on. The first error of a verdict is therefore the
 * one to repair.
 */
const STAGES: readonly RegExp[] = [
  /^flow\.(?:segment_missing|token_expired)$/,
  /^obj\.(?:empty|size|hash)$/,
  /^enc\./,
  /^obj\./,
  /^ts\./,
  /^mp4\./,
  /^video\.(?:none|codec)$/,
  /^video\.param_sets$/,
  /^video\.first_not_key$/,
  /^video\./,
  /^time\./,
  /^(?:av|audio)\./,
  /^decode\./,
  /^picture\./,
  /^replay$/,
  /^snap\./,
];

const stageAt = (code: CheckCode): number => {
  const stage = STAGES.findIndex((pattern) => pattern.test(code));
  return stage < 0 ? STAGES.length : stage;
};

const stageOf = ({ code, measured }: Finding): number => {
  // Parameter sets that come, only later, are what a cut before the key frame looks like.
  if (code === 'video.param_sets' && measured === 'incomplete') return stageAt('video.nal');
  return stageAt(code);
};

/** As many as a page can show and an outbox row should carry; headlines come first and stay. */
const MOST = 100;

/** Errors before warnings, headlines before what follows from them, otherwise by what happens first. */
export function inCausalOrder(findings: readonly Finding[]): Finding[] {
  const rank = (f: Finding): number[] => [
    f.severity === 'error' ? 0 : 1,
    stageOf(f),
    checkCodes.indexOf(f.code),
    f.object ?? -1,
    f.offset ?? f.atMs ?? 0,
  ];
  const ordered = findings
    .map((f) => ({ f, rank: rank(f) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ f }) => f);
  return foldFindings(ordered)
    .sort((a, b) => compare(importance(a), importance(b)))
    .slice(0, MOST);
}

const importance = ({ severity, because }: Finding): number[] => [severity === 'error' ? 0 : 1, because ? 1 : 0];

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
