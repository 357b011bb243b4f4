import { generate, type Packet, parser } from 'mqtt-packet';

/** Kinds of packets that clients send, by the first four bits (MQTT 3.1.1, table 2.1). */
export const CONNECT = 1;
export const PUBLISH = 3;
export const PUBACK = 4;
export const SUBSCRIBE = 8;
export const UNSUBSCRIBE = 10;
export const PINGREQ = 12;
export const DISCONNECT = 14;

/** A CONNECT with token and will, or a publish of the longest payload, with room for the topic. */
const LARGEST_PACKET = 16 * 1024;
const LONGEST_HEADER = 5;
/** Other brokers add it to the level, where they pass on what others said. */
const BRIDGE = 0x80;

export type Publication = {
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  /** 0 with QoS 0. */
  messageId: number;
};

export const kindOf = (packet: Buffer): number => (packet[0] ?? 0) >> 4;

/**
 * How many bytes the packet has that begins at `at`, as its header says (2.2.3). MQTT allows 256 MB, and whoever gathers all
 * of it has not even been told who sends it.
 */
export function sizeAt(bytes: Buffer, at: number): number | 'incomplete' | 'malformed' | 'too_long' {
  let length = 0;
  for (let n = 1; n < LONGEST_HEADER; n++) {
    const byte = bytes[at + n];
    if (byte === undefined) return 'incomplete';
    length += (byte & 0x7f) * 128 ** (n - 1);
    if (length > LARGEST_PACKET) return 'too_long';
    if ((byte & 0x80) === 0) return 1 + n + length;
  }
  return 'malformed';
}

/** The protocol level that a CONNECT asks for, whatever follows it; `undefined`: it is no CONNECT of MQTT (3.1.2.1). */
export function levelOf(packet: Buffer): number | undefined {
  const from = 1 + packet.subarray(1, LONGEST_HEADER).findIndex((byte) => (byte & 0x80) === 0) + 1;
  if (kindOf(packet) !== CONNECT || packet.length < from + 2) return undefined;
  const nameEnd = from + 2 + packet.readUInt16BE(from);
  const name = packet.toString('utf8', from + 2, nameEnd);
  const level = packet[nameEnd];
  return level !== undefined && (name === 'MQTT' || name === 'MQIsdp') ? level & ~BRIDGE : undefined;
}

/** The hot one of all packets, read without a copy; `undefined`: it is none (3.3). */
export function readPublication(packet: Buffer): Publication | undefined {
  const flags = packet[0] ?? 0;
  const qos = (flags >> 1) & 3;
  const from = 1 + packet.subarray(1, LONGEST_HEADER).findIndex((byte) => (byte & 0x80) === 0) + 1;
  if (qos === 3 || packet.length < from + 2) return undefined;
  const topicEnd = from + 2 + packet.readUInt16BE(from);
  const payloadFrom = qos === 0 ? topicEnd : topicEnd + 2;
  if (packet.length < payloadFrom) return undefined;
  const messageId = qos === 0 ? 0 : packet.readUInt16BE(topicEnd);
  if (qos > 0 && messageId === 0) return undefined;
  const topic = packet.toString('utf8', from + 2, topicEnd);
  return { topic, payload: packet.subarray(payloadFrom), qos, retain: (flags & 1) === 1, messageId };
}

/** The others, which come once or seldom; `undefined`: it is none, or not whole. */
export function readPacket(bytes: Buffer): Packet | undefined {
  const packets: Packet[] = [];
  let isMalformed = false;
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  reader.on('error', () => {
    isMalformed = true;
  });
  reader.parse(bytes);
  return isMalformed ? undefined : packets[0];
}

export const connack = (returnCode: number): Buffer => Buffer.of(0x20, 2, 0, returnCode);
/** Unsupported protocol version, in MQTT 5's own words (5.0, 3.2.2.2): who speaks it reads no other. */
export const CONNACK_OF_5: Buffer = Buffer.of(0x20, 3, 0, 0x84, 0);
export const puback = (messageId: number): Buffer => Buffer.of(0x40, 2, messageId >> 8, messageId & 0xff);
export const suback = (messageId: number, granted: number[]): Buffer => generate({ cmd: 'suback', messageId, granted });
export const unsuback = (messageId: number): Buffer => Buffer.of(0xb0, 2, messageId >> 8, messageId & 0xff);
export const PINGRESP: Buffer = Buffer.of(0xd0, 0);
export const publish = (topic: string, qos: 0 | 1, messageId: number, payload: string): Buffer =>
  generate({ cmd: 'publish', topic, qos, retain: false, dup: false, payload, messageId });
