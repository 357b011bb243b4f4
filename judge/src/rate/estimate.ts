import type { RateEvidence, RateUnknown } from '@kaitong/contract/checks';

/** What one kind of evidence says. */
export type Estimate = {
  by: RateEvidence;
  /** Seconds of real time per second of media. */
  rate: number;
  /** By how much `rate` may be off. */
  error: number;
  /** How far from 1 it may be and still count as right. */
  within: number;
  isWrong: boolean;
  /** The stamps of the sound run at the same speed as those of the pictures. */
  ofAll?: true;
};

/** Above both, time runs wrongly; `ms` is also what the evidence may be off. */
export type Limits = { share: number; ms: number };

/** An estimate of so much real time for so much media: wrong by more than both limits, or right as far as can be seen. */
export function estimate(by: RateEvidence, real: number, media: number, limits: Limits): Estimate {
  const rate = real / media;
  const isWrong = Math.abs(rate - 1) > limits.share && Math.abs(real - media) > limits.ms;
  const error = limits.ms / media;
  return { by, rate, error, within: Math.max(limits.share, error), isWrong };
}

export const isEstimate = (answer: Estimate | RateUnknown): answer is Estimate => typeof answer !== 'string';
