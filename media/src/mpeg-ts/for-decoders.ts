import { forEachPacket, NULL_PID, noPacketFaults, type Packet } from './packets.ts';
import { Program } from './program.ts';

/**
 * The same bytes, their places unchanged, for FFmpeg. It looks at no continuity counter and takes the data of duplicate packets
 * twice (ISO/IEC 13818-1, 2.4.3.3): these are null packets here. A stream that goes on on another PID is another one to it,
 * which begins there: it stays on its PID here, and the tables behind the move are null packets. Without any of that it is
 * the same array.
 */
export function forDecoders(bytes: Uint8Array): Uint8Array {
  const program = new Program();
  const counters = new Uint8Array(NULL_PID);
  const hidden: number[] = [];
  const moved: { offset: number; pid: number; counter: number }[] = [];
  const each = (packet: Packet): undefined => {
    const { pid, offset } = packet;
    program.offer(bytes, packet);
    const stream = program.movedPids.size > 0 ? program.streams.get(pid) : undefined;
    if (stream && program.movedPids.has(pid)) {
      const counter = ((counters[stream.pid] ?? 0) + 1) & 15;
      counters[stream.pid] = counter;
      moved.push({ offset, pid: stream.pid, counter });
      return;
    }
    if (program.movedPids.size > 0 && program.isTable(pid)) hidden.push(offset);
    counters[pid] = (bytes[offset + 3] ?? 0) & 15;
  };
  forEachPacket(bytes, noPacketFaults(), each, { onDuplicate: (at) => void hidden.push(at) });
  if (hidden.length === 0 && moved.length === 0) return bytes;
  const changed = bytes.slice();
  const setPid = (at: number, pid: number): void => {
    changed[at + 1] = ((changed[at + 1] ?? 0) & 0xe0) | (pid >> 8);
    changed[at + 2] = pid & 0xff;
  };
  for (const at of hidden) setPid(at, NULL_PID);
  for (const { offset, pid, counter } of moved) {
    setPid(offset, pid);
    changed[offset + 3] = ((changed[offset + 3] ?? 0) & 0xf0) | counter;
  }
  return changed;
}
