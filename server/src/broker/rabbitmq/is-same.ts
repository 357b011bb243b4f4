import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares secrets, and takes as long whatever of them is right. */
export function isSame(given: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}
