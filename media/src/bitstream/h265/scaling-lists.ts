import type { BitReader } from '../bit-reader.ts';

/** scaling_list_data of 7.3.4: it changes what coefficients mean, not how they are written. */
export function skipScalingLists(r: BitReader): void {
  for (let sizeId = 0; sizeId < 4; sizeId++) {
    for (let matrixId = 0; matrixId < 6 && !r.failed; matrixId += sizeId === 3 ? 3 : 1) {
      if (!r.flag()) {
        r.ue(); // scaling_list_pred_matrix_id_delta
        continue;
      }
      const deltas = Math.min(64, 1 << (4 + (sizeId << 1))) + (sizeId > 1 ? 1 : 0);
      for (let i = 0; i < deltas; i++) r.se();
    }
  }
}
