const MOST_KEPT = 5;
const MOST_CHARACTERS = 200;

/**
 * Printed as errors, yet the picture is whole: extra data a decoder does not know, and reference lists kept longer
 * than declared, as many encoders in cameras do.
 */
const HARMLESS = /\bSEI\b|not implemented|unknown|co located|mmco|unref short|reference frames .* exceeds max/i;

/** A picture is missing that others build on: their marks say which. Nothing of what is there is damaged. */
const MISSING_REFERENCE = /reference picture missing|missing reference picture|could not find ref|frame num gap/i;

/** Counts the decoder's complaints and keeps the first ones. */
export class LogLines {
  /** Damage, or a picture that is missing. */
  isSilent = true;
  lines = 0;
  first: string[] = [];

  add(line: string): void {
    if (HARMLESS.test(line)) return;
    this.isSilent = false;
    if (MISSING_REFERENCE.test(line)) return;
    this.lines++;
    if (this.first.length < MOST_KEPT) this.first.push(printable(line).slice(0, MOST_CHARACTERS));
  }

  summary(): { lines: number; first: string[] } {
    return { lines: this.lines, first: this.first };
  }
}

/** Log lines may quote bytes of the upload, and are shown on terminals. */
const printable = (line: string): string => line.replace(/[^\x20-\x7e]/g, ' ').trim();
