import type { Socket } from 'node:net';

const EVERY_MS = 10;

/** Goes on sending byte after byte until what is awaited is there. */
export async function trickleUntil<T>(socket: Socket, awaited: Promise<T>): Promise<T> {
  const trickle = setInterval(() => socket.writable && socket.write('x'), EVERY_MS);
  return await awaited.finally(() => clearInterval(trickle));
}

/** What a connection says until it is closed: also by a reset, which is what whoever still sends gets of a closed one. */
export function saidUntilClosed(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve) => socket.once('close', () => resolve(said)));
}
