import { EventEmitter } from 'node:events';
import { type Allowance, fullAllowance, takeAllowance } from '@kaitong/core';
import type { WebSocket } from 'ws';
import type { Carrier } from './carrier.ts';
import { ASKED } from './wire.ts';

type Told = { data: [bytes: Buffer]; error: [error: Error]; close: [] };

/**
 * A WebSocket as MQTT goes over it (3.1.1, 6): binary messages, which need not begin or end where packets do. Its own pings
 * are counted like MQTT's, and keep nobody's line: that is for the client behind them to say.
 */
export class WebSocketCarrier extends EventEmitter<Told> implements Carrier {
  readonly remoteAddress: string | undefined;
  readonly #socket: WebSocket;
  #isEnded = false;
  #asked: Allowance = fullAllowance(ASKED, performance.now());

  /** @param socket one that answers no pings by itself */
  constructor(socket: WebSocket, remoteAddress: string | undefined) {
    super();
    this.#socket = socket;
    this.remoteAddress = remoteAddress;
    socket.on('message', (bytes, isBinary) => {
      if (this.#isEnded) return;
      if (isBinary && Buffer.isBuffer(bytes)) this.emit('data', bytes);
      else this.destroy(); // 6.0.0-1
    });
    socket.on('ping', (bytes) => this.#pong(bytes));
    socket.on('error', (error) => this.emit('error', error));
    socket.on('close', () => {
      this.#isEnded = true;
      this.emit('close');
    });
  }

  get destroyed(): boolean {
    return this.#isEnded;
  }

  get writableLength(): number {
    return this.#socket.bufferedAmount;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(bytes, { binary: true });
  }

  destroy(): void {
    this.#isEnded = true;
    this.#socket.terminate();
  }

  destroySoon(): void {
    this.#socket.close();
  }

  #pong(bytes: Buffer): void {
    const { allowance, waitMs } = takeAllowance(ASKED, this.#asked, performance.now());
    this.#asked = allowance;
    if (waitMs > 0) this.destroy();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.pong(bytes);
  }
}
