import type { TLSSocket } from 'node:tls';
import type { Duration } from '@kaitong/contract';
import { parser } from 'mqtt-packet';

/** What somebody sent who trusted the certificate: a request for a path, without a slash before it, or a token in a CONNECT. */
export type Said = { path: string } | { token: string };

/** More than the first line of any request to a target of ours, and than a CONNECT with token and will. */
const MOST_BYTES = 4096;
/** CONNECT, MQTT 3.1.1, 3.1.1. */
const CONNECT = 0x10;

/** The first thing that is said over this connection; `undefined` when nothing is that we understand. */
export function hearSaid(socket: TLSSocket, patience: Duration): Promise<Said | undefined> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    const timer = setTimeout(() => resolve(undefined), patience);
    const end = (said: Said | undefined): void => {
      clearTimeout(timer);
      socket.pause();
      resolve(said);
    };
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      const said = heard[0] === CONNECT ? readToken(heard) : readPath(heard);
      if (said !== undefined || heard.length > MOST_BYTES) end(said);
    });
  });
}

function readPath(heard: Buffer): Said | undefined {
  const [, path] = /^[A-Z]+ (?:https:\/\/[^/\s]+)?\/([^\s?]*)[\s?]/.exec(heard.toString('latin1')) ?? [];
  return path === undefined ? undefined : { path };
}

/** Read from the beginning each time that more has come: it comes in one piece or two. */
function readToken(heard: Buffer): Said | undefined {
  let said: Said | undefined;
  const reading = parser();
  reading.on('error', () => {}); // unheard it is thrown; what cannot be read ends with its bytes or its time
  reading.on('packet', (packet) => {
    if (packet.cmd === 'connect') said ??= { token: packet.password?.toString() ?? '' };
  });
  reading.parse(heard);
  return said;
}
