import type { SequenceCoding } from '../sequence-coding.ts';
import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CTX } from './contexts.ts';
import type { SliceHeader } from './slice-header.ts';

/** sao_type_idx_luma, sao_type_idx_chroma */
type SaoType = 'none' | 'bands' | 'edges';

/** sao( ) of 7.3.8.3. `hasLeft`, `hasAbove`: whether those blocks are of the same slice and tile. */
export function readSao(
  decoder: ArithmeticDecoder,
  slice: SliceHeader,
  sps: SequenceCoding,
  hasLeft: boolean,
  hasAbove: boolean,
): void {
  if (!slice.saoLuma && !slice.saoChroma) return;
  if (hasLeft && decoder.bin(CTX.saoMerge) === 1) return;
  if (hasAbove && decoder.bin(CTX.saoMerge) === 1) return;
  if (slice.saoLuma) readOffsets(decoder, readType(decoder), sps.lumaBits, true);
  if (!slice.saoChroma) return;
  // Cr has the type and, for edges, the class of Cb.
  const type = readType(decoder);
  readOffsets(decoder, type, sps.chromaBits, true);
  readOffsets(decoder, type, sps.chromaBits, false);
}

function readType(decoder: ArithmeticDecoder): SaoType {
  if (decoder.bin(CTX.saoType) === 0) return 'none';
  return decoder.bypass() === 0 ? 'bands' : 'edges';
}

function readOffsets(decoder: ArithmeticDecoder, type: SaoType, bits: number, hasClass: boolean): void {
  if (type === 'none') return;
  const most = (1 << (Math.min(bits, 10) - 5)) - 1;
  let present = 0;
  for (let i = 0; i < 4; i++) if (decoder.bypassOnes(most) > 0) present++;
  // Signs of those that are there and the band's position, or the edge's class.
  if (type === 'bands') decoder.bypassBits(present + 5);
  else if (hasClass) decoder.bypassBits(2);
}
