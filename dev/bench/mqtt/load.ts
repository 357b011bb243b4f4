// Cameras of the bench, in a process of their own: they connect, stay, and say how they are at a steady rate.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { upTopic } from '@kaitong/contract';
import { ANSWER_BYTES, connectPacket, isAccepted, publishPacket } from './packets.ts';

export type Round =
  | { as: 'connect'; port: number; cameras: { deviceId: string; token: string }[] }
  | { as: 'say'; perSecond: number; ms: number }
  | { as: 'leave' };
/** How many connections or statuses were answered, and the milliseconds that each took. */
export type Counted = { times: number[]; seconds: number };

type Camera = { deviceId: string; socket: Socket; sequence: number; saidAt: number[] };

/** So many shake hands at a time. */
const LANES = 32;
const TICK_MS = 5;
const ADDRESSES = 4;
const SESSION = Math.floor(Date.now() / 1000);

let cameras: Camera[] = [];
let times: number[] = [];

async function connectOne(port: number, { deviceId, token }: { deviceId: string; token: string }): Promise<void> {
  const began = performance.now();
  // There are not enough ports of one address for all.
  const localAddress = `127.0.0.${2 + (cameras.length % ADDRESSES)}`;
  const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true });
  await once(socket, 'connect');
  socket.write(connectPacket(deviceId, token));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!isAccepted(answer)) throw new Error(`a camera was refused with ${answer.toString('hex')}`);
  times.push(performance.now() - began);
  const camera: Camera = { deviceId, socket, sequence: 0, saidAt: [] };
  cameras.push(camera);
  socket.on('data', (bytes) => {
    for (let n = 0; n < bytes.length / ANSWER_BYTES; n++) times.push(performance.now() - (camera.saidAt.shift() ?? 0));
  });
  socket.on('error', (error) => {
    throw error;
  });
}

async function connectAll({ port, cameras: all }: Round & { as: 'connect' }): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let one = all[next++]; one; one = all[next++]) await connectOne(port, one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

function say(camera: Camera): void {
  camera.sequence += 1;
  const id = `${SESSION}.${camera.sequence}`;
  const status = { id, session: SESSION, sequence: camera.sequence, state: 'online', firmware: '2.3.0' };
  const features = { sleepy: false, probe: true, simulate: false };
  const motionDetection = { enabled: true, sensitivity: 'medium', schedule: null };
  const payload = JSON.stringify({ ...status, features, motionDetection, privacyMode: false });
  camera.saidAt.push(performance.now());
  camera.socket.write(publishPacket(upTopic(camera.deviceId, 'status'), (camera.sequence % 65_535) + 1, payload));
}

/** One camera after the other, and not faster where an answer is late. */
async function sayAll({ perSecond, ms }: Round & { as: 'say' }): Promise<void> {
  const began = performance.now();
  let said = 0;
  while (performance.now() - began < ms) {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000);
    for (; said < due; said++) {
      const camera = cameras[said % cameras.length];
      if (camera) say(camera);
    }
    await sleep(TICK_MS);
  }
  while (times.length < said) await sleep(TICK_MS);
}

async function leave(): Promise<void> {
  const leaving = cameras;
  cameras = [];
  await Promise.all(leaving.map(({ socket }) => once(socket.destroy(), 'close')));
}

process.on('message', async (round: Round) => {
  const began = performance.now();
  times = [];
  if (round.as === 'connect') await connectAll(round);
  else if (round.as === 'say') await sayAll(round);
  else await leave();
  const counted: Counted = { times, seconds: (performance.now() - began) / 1000 };
  process.send?.(counted);
});
process.once('disconnect', () => process.exit());
