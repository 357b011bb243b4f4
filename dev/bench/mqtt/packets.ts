// The few packets of MQTT 3.1.1 that the bench's cameras send: what a client library spends would be most of what is measured.
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
};

function packet(first: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; left > 0 || length.length === 0; left >>= 7)
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.of(first, ...length), body]);
}

/** With a clean session, a user name, a password, and twenty minutes to be silent. */
export const connectPacket = (name: string, password: string): Buffer =>
  packet(0x10, text('MQTT'), Buffer.of(4, 0xc2, 0x04, 0xb0), text(name), text(name), text(password));

/** With QoS 1. */
export const publishPacket = (topic: string, id: number, payload: string): Buffer =>
  packet(0x32, text(topic), Buffer.of(id >> 8, id & 0xff), Buffer.from(payload));

/** CONNACK and PUBACK are four bytes each, and nothing else comes. */
export const ANSWER_BYTES = 4;
export const isAccepted = (connack: Buffer): boolean => connack[0] === 0x20 && connack[3] === 0;
