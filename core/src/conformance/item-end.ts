import type { ItemReason, ItemVerdict, ProblemParams } from '@kaitong/contract';

export type ItemEnd = { verdict: ItemVerdict; reason: { code: ItemReason; params: ProblemParams } };

export const ended = (verdict: ItemVerdict, code: ItemReason, params: ProblemParams = {}): ItemEnd => ({
  verdict,
  reason: { code, params },
});
