import type { PacketPlace } from './packet-places.ts';
import { SMALL_UNIT_BYTES } from './without-picture.ts';

const MOST_KEPT = 5;
const MOST_MISSING = 20;
const MOST_PLACES = 100;
const MOST_CHARACTERS = 200;

/**
 * Printed as errors, yet the picture is whole: extra data a decoder does not know, and reference lists kept longer
 * than declared, as many encoders in cameras do; private units that it takes for Dolby Vision's; and parameter sets that name
 * others which are not there: where a picture needs them, it is refused.
 */
const HARMLESS =
  /\bSEI\b|not implemented|unknown|co located|mmco|unref short|reference frames .* exceeds max|\bRPU\b|\bDOVI\b|^sps_id \d+ out of range|^SPS \d+ does not exist/i;

/** The parser's word for a delimiter or SEI that stands alone. In a larger unit there was a picture, which is lost. */
export function isOfNoPicture(line: string): boolean {
  const [, bytes] = /missing picture in access unit with size (\d+)/.exec(line) ?? [];
  return bytes !== undefined && Number(bytes) <= SMALL_UNIT_BYTES;
}

/** A picture is missing that others build on: their marks say which. Nothing of what is there is damaged. */
const MISSING_REFERENCE = /reference picture missing|missing reference picture|could not find ref|frame num gap/i;

/** A line about a missing picture, and the packet with which it came: of a decoder beside us, that or a later one. */
export type MissingLine = { packet: number; line: string };

/** Counts the decoder's complaints and keeps the first ones, and those about missing pictures as evidence of what others find. */
export class LogLines {
  /** Damage, or a picture that is missing. */
  isSilent = true;
  lines = 0;
  first: string[] = [];
  /** The packet that is being decoded, as far as known. */
  at: PacketPlace | undefined;
  /** The packets with which complaints of damage came. */
  readonly damagedAt: PacketPlace[] = [];
  private readonly missing: MissingLine[] = [];

  add(line: string): void {
    if (HARMLESS.test(line) || isOfNoPicture(line)) return;
    this.isSilent = false;
    if (MISSING_REFERENCE.test(line)) {
      this.noteMissing(printable(line));
      return;
    }
    this.lines++;
    if (this.first.length < MOST_KEPT) this.first.push(printable(line));
    if (this.at && this.damagedAt.length < MOST_PLACES) this.damagedAt.push(this.at);
  }

  summary(): { lines: number; first: string[]; missing: MissingLine[] } {
    return { lines: this.lines, first: this.first, missing: this.missing };
  }

  /** One of each packet: what follows in it says the same. */
  private noteMissing(line: string): void {
    const packet = this.at?.packet ?? 0;
    if (this.missing.length >= MOST_MISSING || this.missing.at(-1)?.packet === packet) return;
    this.missing.push({ packet, line });
  }
}

/** Log lines may quote bytes of the upload, and are shown on terminals. */
const printable = (line: string): string =>
  line
    .replace(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);
