import type { BitReader } from '../bit-reader.ts';
import type { SequenceHead } from './parameter-sets.ts';
import { readShortTermSet, type ShortTermSet } from './reference-sets.ts';
import { skipScalingLists } from './scaling-lists.ts';

/** What an SPS says about how slices are written (7.4.3.2), sizes as binary logarithms. */
export type SequenceCoding = {
  width: number;
  height: number;
  /** ChromaArrayType: planes that are coded each for itself are monochrome. */
  isMonochrome: boolean;
  separatePlanes: boolean;
  lumaBits: number;
  chromaBits: number;
  pocLsbBits: number;
  minCb: number;
  ctb: number;
  minTb: number;
  maxTb: number;
  interDepth: number;
  intraDepth: number;
  ampEnabled: boolean;
  saoEnabled: boolean;
  pcm: { lumaBits: number; chromaBits: number; min: number; max: number } | null;
  shortTermSets: ShortTermSet[];
  longTermPresent: boolean;
  /** Long-term pictures that slices may name by number. */
  longTerm: { pocLsb: number; isUsed: boolean }[];
  temporalMvp: boolean;
};

const MOST_SHORT_TERM_SETS = 64;
const MOST_LONG_TERM = 32;

/** The rest of an SPS, up to the VUI. Undefined for what is damaged. */
export function readSequenceCoding(r: BitReader, head: SequenceHead): SequenceCoding | undefined {
  const pocLsbBits = r.ue() + 4;
  const infoPresent = r.flag();
  for (let i = infoPresent ? 0 : head.subLayers; i <= head.subLayers; i++) skipUe(r, 3);
  const minCb = r.ue() + 3;
  const ctb = minCb + r.ue();
  const minTb = r.ue() + 2;
  const maxTb = minTb + r.ue();
  const interDepth = r.ue();
  const intraDepth = r.ue();
  if (r.flag() && r.flag()) skipScalingLists(r);
  const ampEnabled = r.flag();
  const saoEnabled = r.flag();
  const pcm = r.flag() ? readPcm(r) : null;
  const setCount = r.ue();
  if (r.failed || setCount > MOST_SHORT_TERM_SETS) return undefined;
  const shortTermSets: ShortTermSet[] = [];
  for (let i = 0; i < setCount; i++) shortTermSets.push(readShortTermSet(r, shortTermSets, setCount));
  const longTermPresent = r.flag();
  const longTerm: SequenceCoding['longTerm'] = [];
  if (longTermPresent) {
    const count = r.ue();
    if (count > MOST_LONG_TERM) return undefined;
    for (let i = 0; i < count; i++) longTerm.push({ pocLsb: r.u(pocLsbBits), isUsed: r.flag() });
  }
  const temporalMvp = r.flag();
  const { codedWidth: width, codedHeight: height, lumaDepth: lumaBits, chromaDepth: chromaBits } = head;
  const sizesFit = ctb >= 4 && ctb <= 6 && minTb < minCb && maxTb <= Math.min(5, ctb) && pocLsbBits <= 16;
  const isWhole = width % (1 << minCb) === 0 && height % (1 << minCb) === 0;
  if (r.failed || !sizesFit || !isWhole || (pcm && (pcm.max > Math.min(5, ctb) || pcm.min < minCb))) return undefined;
  return {
    width,
    height,
    isMonochrome: head.chromaFormat === 0 || head.separatePlanes,
    separatePlanes: head.separatePlanes,
    lumaBits,
    chromaBits,
    pocLsbBits,
    minCb,
    ctb,
    minTb,
    maxTb,
    interDepth,
    intraDepth,
    ampEnabled,
    saoEnabled,
    pcm,
    shortTermSets,
    longTermPresent,
    longTerm,
    temporalMvp,
  };
}

function readPcm(r: BitReader): SequenceCoding['pcm'] {
  const lumaBits = r.u(4) + 1;
  const chromaBits = r.u(4) + 1;
  const min = r.ue() + 3;
  const max = min + r.ue();
  r.skip(1); // pcm_loop_filter_disabled_flag
  return { lumaBits, chromaBits, min, max };
}

function skipUe(r: BitReader, count: number): void {
  for (let n = 0; n < count; n++) r.ue();
}
