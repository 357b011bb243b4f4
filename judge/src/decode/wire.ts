import type { Writable } from 'node:stream';
import { MOST_ROW_CHARACTERS } from './picture-rows.ts';

/**
 * What goes over the pipes between the judge and its processes: a length (32 bits, big-endian), that many bytes of
 * JSON, and, towards the process, `bytes` raw bytes named by the JSON.
 */
const LENGTH_BYTES = 4;

/** A process that has read hostile bytes may write anything; no answer of ours is longer than this: rows, and what else it says. */
const MAX_JSON_BYTES = MOST_ROW_CHARACTERS + 512 * 1024;

export function encodeMessage(message: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  const out = Buffer.allocUnsafe(LENGTH_BYTES + json.length);
  out.writeUInt32BE(json.length, 0);
  json.copy(out, LENGTH_BYTES);
  return out;
}

/** Writes without queueing more than the pipe takes, so that many waiting objects are not all copied at once. */
export async function writeParts(to: Writable, parts: readonly Uint8Array[]): Promise<void> {
  for (const part of parts) {
    await new Promise<void>((resolve, reject) => to.write(part, (error) => (error ? reject(error) : resolve())));
  }
}

export type Received<Message> = { message: Message; body: Buffer };

/**
 * Cuts a byte stream into messages. The body is collected in one buffer of its final size. `Message` is what the other
 * end is trusted to write.
 */
export class MessageReader<Message = unknown> {
  private readonly bodyBytes: (message: Message) => number;
  private head = Buffer.alloc(0);
  private waiting: { message: Message; body: Buffer; filled: number } | undefined;

  /** `bodyBytes`: how many raw bytes follow a message. */
  constructor(bodyBytes: (message: Message) => number = () => 0) {
    this.bodyBytes = bodyBytes;
  }

  /** Messages completed by this chunk. Throws on a length no message of ours has. */
  push(chunk: Buffer): Received<Message>[] {
    const done: Received<Message>[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.waiting ? this.fill(this.waiting, rest) : this.readHead(rest);
      if (this.waiting && this.waiting.filled === this.waiting.body.length) {
        done.push({ message: this.waiting.message, body: this.waiting.body });
        this.waiting = undefined;
      }
    }
    return done;
  }

  private fill(waiting: { body: Buffer; filled: number }, chunk: Buffer): Buffer {
    const taken = chunk.subarray(0, waiting.body.length - waiting.filled);
    taken.copy(waiting.body, waiting.filled);
    waiting.filled += taken.length;
    return chunk.subarray(taken.length);
  }

  private readHead(chunk: Buffer): Buffer {
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < LENGTH_BYTES) return chunk.subarray(chunk.length);
    const length = this.head.readUInt32BE(0);
    if (length > MAX_JSON_BYTES) throw new Error(`message of ${length} bytes; at most ${MAX_JSON_BYTES} expected`);
    const end = LENGTH_BYTES + length;
    if (this.head.length < end) return chunk.subarray(chunk.length);
    const message: Message = JSON.parse(this.head.toString('utf8', LENGTH_BYTES, end));
    const rest = this.head.subarray(end);
    this.head = Buffer.alloc(0);
    this.waiting = { message, body: Buffer.allocUnsafe(this.bodyBytes(message)), filled: 0 };
    return rest;
  }
}
