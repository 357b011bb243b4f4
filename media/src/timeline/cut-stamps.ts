/** What a clock of 90 kHz loses that is cut to 32 bits, in milliseconds: MPEG-TS has 33 (ISO/IEC 13818-1, 2.4.3.7). */
const LOST_MS = 2 ** 32 / 90;
/** From picture to picture. */
const LONGEST_STEP_MS = 1000;

/** Whether a step back by so much is that of a clock of 32 bits. */
export const isCutTo32 = (backMs: number): boolean => backMs <= LOST_MS && LOST_MS - backMs < LONGEST_STEP_MS;
