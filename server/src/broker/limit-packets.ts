import type { Client } from 'aedes';

/** A CONNECT with token and will, or a publish of the longest payload, with room for the topic. */
const LARGEST_PACKET = 16 * 1024;

/**
 * Ends a connection that announces a packet longer than any of ours. MQTT allows 256 MB, and aedes' parser gathers all of
 * it before anybody is asked, even before the client has said who it is.
 */
export function limitPackets(client: Client, onTooLong: () => void): void {
  const { _parser: parser } = client as unknown as { _parser: Parser };
  const parse = parser.parse.bind(parser);
  parser.parse = (bytes) => {
    const left = parse(bytes);
    // Between two packets this is an empty one; in the middle of one, it has the length from its header.
    if (parser.packet.length > LARGEST_PACKET && !client.conn.destroyed) {
      onTooLong();
      client.conn.destroy(Object.assign(new Error('packet too long'), { code: 'packet_too_long' }));
    }
    return left;
  };
}

type Parser = { parse(bytes: Uint8Array): number; packet: { length: number } };
