/** Bytes of a length that is known before the first of them. */
type SizedStream = { bytes: number; read(): AsyncIterable<Uint8Array> };

const ZEROS = new Uint8Array(65_536);

/**
 * What is deleted while it is sent ends in zeros, and what has become longer ends where it was said to: its length stands before
 * it, and what follows must keep its place.
 */
export function fillUp({ bytes, read }: SizedStream, onBroken: (error: unknown) => void): SizedStream {
  return {
    bytes,
    async *read() {
      let left = bytes;
      try {
        for await (const part of read()) {
          const due = part.subarray(0, left);
          left -= due.length;
          yield due;
          if (due.length < part.length) throw new Error(`more than the ${bytes} bytes that were announced`);
        }
        if (left > 0) throw new Error(`${left} of ${bytes} bytes are missing`);
      } catch (error) {
        onBroken(error);
      }
      for (; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
    },
  };
}
