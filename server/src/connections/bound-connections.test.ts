import { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { type BoundOptions, boundConnections } from './bound-connections.ts';

class FakeSocket extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string;
  readonly remotePort: number;
  constructor(remoteAddress: string, remotePort: number) {
    super();
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

function open(options: Omit<BoundOptions, 'log'>) {
  const server = new EventEmitter();
  const bound = boundConnections(server as Server, { ...options, log: silentLog });
  let ports = 0;
  return {
    serve: (socket: FakeSocket) => bound.serve(socket),
    dial(address: string): FakeSocket {
      const socket = new FakeSocket(address, ++ports);
      server.emit('connection', socket as unknown as Socket);
      return socket;
    },
  };
}
const open5 = (dial: () => FakeSocket): FakeSocket[] => Array.from({ length: 5 }, dial);
const stand = (sockets: FakeSocket[]): boolean[] => sockets.map(({ destroyed }) => !destroyed);

test('of too many idle connections of one network the longest idle go, and those of others stay', () => {
  const { dial } = open({ most: 100, mostIdleOfNetwork: 3 });
  const other = dial('192.0.2.2');
  const sockets = open5(() => dial('192.0.2.1'));
  expect(stand([other, ...sockets])).toEqual([true, false, false, true, true, true]);
});

test('one customer of IPv6 is one network', () => {
  const { dial } = open({ most: 100, mostIdleOfNetwork: 3 });
  let host = 0;
  expect(stand(open5(() => dial(`2001:db8::${++host}`)))).toEqual([false, false, true, true, true]);
});

test('whoever is served makes way for nobody, and is idle from its end on', () => {
  const { dial, serve } = open({ most: 100, mostIdleOfNetwork: 3 });
  const first = dial('192.0.2.1');
  const ends = [serve(first), serve(first)];
  const others = open5(() => dial('192.0.2.1'));
  for (const end of ends) end();
  expect(stand([first, ...others])).toEqual([true, false, false, false, true, true]);
  dial('192.0.2.1'); // the rested one is the newest of the idle
  dial('192.0.2.1');
  dial('192.0.2.1');
  expect(first.destroyed).toBe(true);
});

test('one network does not get more than its part, however much it asks', () => {
  const { dial, serve } = open({ most: 6, mostOfNetwork: 3 });
  const sockets = open5(() => {
    const socket = dial('192.0.2.1');
    serve(socket);
    return socket;
  });
  expect(stand(sockets)).toEqual([true, true, true, false, false]);
  expect(dial('192.0.2.2').destroyed).toBe(false);
});

test('whoever speaks for many is no network', () => {
  const { dial } = open({ most: 100, mostIdleOfNetwork: 3, isProxy: (address) => address === '127.0.0.1' });
  expect(stand(open5(() => dial('127.0.0.1')))).toEqual([true, true, true, true, true]);
});

test('there are never too many, nobody who is served is ended, and none is refused where one is idle', () => {
  const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '::ffff:192.0.2.2', '2001:db8::1', '127.0.0.1');
  const step = fc.oneof(
    fc.record({ is: fc.constant('dial' as const), address }),
    fc.record({ is: fc.constantFrom('serve' as const, 'end' as const, 'close' as const), at: fc.nat(30) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { dial, serve } = open({
        ...{ most: 6, mostOfNetwork: 4, mostIdleOfNetwork: 3 },
        isProxy: (address) => address === '127.0.0.1',
      });
      const lines: { socket: FakeSocket; ends: (() => void)[] }[] = [];
      for (const one of steps) {
        const standing = lines.filter(({ socket }) => !socket.destroyed);
        if (one.is === 'dial') {
          const served = standing.filter(({ ends }) => ends.length > 0);
          const socket = dial(one.address);
          lines.push({ socket, ends: [] });
          expect(served.every((line) => !line.socket.destroyed)).toBe(true);
          if (socket.destroyed && one.address === '127.0.0.1') expect(served).toHaveLength(6);
        } else {
          const line = standing[one.at % standing.length];
          if (one.is === 'serve') line?.ends.push(serve(line.socket));
          else if (one.is === 'end') line?.ends.pop()?.();
          else line?.socket.destroy();
        }
        const now = lines.filter(({ socket }) => !socket.destroyed);
        expect(now.length).toBeLessThanOrEqual(6);
        for (const name of ['192.0.2.1', '192.0.2.2', '2001:db8::1']) {
          const ofNetwork = now.filter(({ socket }) => socket.remoteAddress.endsWith(name));
          expect(ofNetwork.length).toBeLessThanOrEqual(4);
          expect(ofNetwork.filter(({ ends }) => ends.length === 0).length).toBeLessThanOrEqual(3);
        }
      }
    }),
  );
});
