import { createServer, type Socket } from 'node:net';

/** MQTT 3.1.1: kinds of packets that a camera sends, in the upper half of their first byte. */
const [CONNECT, PUBLISH, SUBSCRIBE, PINGREQ] = [1, 3, 8, 12];

/** As much of a broker as a camera needs to be online: it takes whatever comes, and has nothing to say by itself. */
export const createLine = () => createServer(answer);

function answer(socket: Socket): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (part) => {
    rest = Buffer.concat([rest, part]);
    for (let whole = first(rest); whole; whole = first(rest)) {
      rest = rest.subarray(whole.size);
      socket.write(Buffer.from(replyTo(whole)));
    }
  });
}

type Packet = { kind: number; body: Buffer; size: number };

function first(bytes: Buffer): Packet | undefined {
  let [length, at] = [0, 1];
  for (let byte = 128; byte >= 128; at++) {
    byte = bytes[at] ?? 0;
    if (at >= bytes.length) return undefined;
    length += (byte & 127) * 128 ** (at - 1);
  }
  const size = at + length;
  return bytes.length < size ? undefined : { kind: (bytes[0] ?? 0) >> 4, body: bytes.subarray(at, size), size };
}

function replyTo({ kind, body }: Packet): number[] {
  const idAt = (at: number) => [...body.subarray(at, at + 2)];
  if (kind === CONNECT) return [0x20, 2, 0, 0];
  if (kind === SUBSCRIBE) return [0x90, 3, ...idAt(0), 1];
  if (kind === PUBLISH) return [0x40, 2, ...idAt(2 + body.readUInt16BE(0))];
  return kind === PINGREQ ? [0xd0, 0] : [];
}
