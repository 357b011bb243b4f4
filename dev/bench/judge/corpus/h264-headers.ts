import { Bits, bitsOf, nalsOf, written } from './nal-bits.ts';

/** Bytes before the payload of a NAL unit. */
const HEADER = 1;
const [SLICE, IDR, SPS] = [1, 5, 7];
const typeOf = (nal: Buffer): number => (nal[0] ?? 0) & 31;

/** How an SPS of Baseline or Main codes what slice headers hold (7.3.2.1.1). */
type Sequence = { frameNumBits: number; pocBits: number | null; framesOnlyAt: number };

function readSps(text: string): Sequence {
  const r = new Bits(text);
  const profile = r.u(8);
  if (profile !== 66 && profile !== 77) throw new Error('Baseline or Main is expected.');
  r.skip(16); // constraints, level
  r.ue(); // number
  const frameNumBits = r.ue() + 4;
  const pocType = r.ue();
  if (pocType === 1) throw new Error('POC by cycles is not expected.');
  const pocBits = pocType === 0 ? r.ue() + 4 : null;
  r.ue(); // references
  r.flag(); // gaps
  r.ue();
  r.ue(); // macroblocks
  return { frameNumBits, pocBits, framesOnlyAt: r.at };
}

/** Rewrites the POC of every picture of an MP4 without sound, told what its slice says; the length of its field stays. */
export const withPoc =
  (change: (lsb: number) => number) =>
  (mp4: Buffer): Buffer => {
    const copy = Buffer.from(mp4);
    const entry = copy.indexOf('avcC') + 4;
    const sps = copy.subarray(entry + 8, entry + 8 + copy.readUInt16BE(entry + 6));
    const { frameNumBits, pocBits } = readSps(bitsOf(sps, HEADER));
    if (pocBits === null) throw new Error('An SPS with POC in slices is expected.');
    const data = copy.indexOf('mdat');
    const end = data - 4 + copy.readUInt32BE(data - 4);
    for (let at = data + 4; at + 4 < end; at += 4 + copy.readUInt32BE(at)) {
      const nal = copy.subarray(at + 4, at + 4 + MOST_HEADER);
      if (typeOf(nal) !== SLICE && typeOf(nal) !== IDR) continue;
      const r = new Bits(bitsOf(nal, HEADER));
      toFrameNum(r);
      r.skip(frameNumBits);
      if (typeOf(nal) === IDR) r.ue();
      const from = r.at;
      const lsb = change(r.u(pocBits)) % 2 ** pocBits;
      const text = r.text.slice(0, from) + lsb.toString(2).padStart(pocBits, '0') + r.text.slice(r.at);
      const changed = written(nal, HEADER, text).subarray(4);
      if (changed.length !== nal.length) throw new Error('The data of the slice would move.');
      changed.copy(copy, at + 4);
    }
    return copy;
  };

/** The POC of a slice lies in so many bytes. */
const MOST_HEADER = 16;

function toFrameNum(r: Bits): void {
  r.ue(); // first macroblock
  r.ue(); // slice type
  r.ue(); // picture parameter set
}

/**
 * Turns two pictures of half the height into the fields of one frame (7.3.3), as interlaced cameras send them. What is seen
 * is not what was coded, since fields order coefficients in another way, but with CAVLC all of it is read as before.
 */
export function asFieldPairs(annexB: Buffer): Buffer {
  let sequence: Sequence | undefined;
  let picture = -1;
  let sinceKey = 0;
  return Buffer.concat(
    nalsOf(annexB).flatMap((nal) => {
      const type = typeOf(nal);
      const text = bitsOf(nal, HEADER);
      if (type === SPS) {
        sequence = readSps(text);
        return written(nal, HEADER, interlaced(text, sequence));
      }
      if (type !== SLICE && type !== IDR) return written(nal, HEADER, text);
      if (!sequence || sequence.pocBits !== null) throw new Error('Slices without POC are expected behind an SPS.');
      picture++;
      sinceKey = type === IDR ? 0 : sinceKey + 1;
      const r = new Bits(text);
      toFrameNum(r);
      const number = Math.floor(sinceKey / 2) % 2 ** sequence.frameNumBits;
      const field = picture % 2 === 0 ? '10' : '11';
      const numbered = text.slice(0, r.at) + number.toString(2).padStart(sequence.frameNumBits, '0') + field;
      return written(nal, HEADER, trailed(numbered + text.slice(r.at + sequence.frameNumBits)));
    }),
  );
}

/** Not only frames, and no macroblocks of two fields in those that are. */
function interlaced(text: string, { framesOnlyAt }: Sequence): string {
  if (text[framesOnlyAt] !== '1') throw new Error('Frames are expected.');
  return trailed(`${text.slice(0, framesOnlyAt)}00${text.slice(framesOnlyAt + 1)}`);
}

/** Ends behind the stop bit, whatever was there to fill the last byte. */
const trailed = (text: string): string => text.slice(0, text.lastIndexOf('1') + 1);
