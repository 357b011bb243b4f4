import { type Duration, milliseconds, type Region, seconds } from '@kaitong/contract';
import { type Allowance, type AllowanceRule, fullAllowance, takeAllowance } from '@kaitong/core';
import type { IConnectPacket, ISubscribePacket, IUnsubscribePacket } from 'mqtt-packet';
import type { Line } from '../line.ts';
import type { Carrier } from './carrier.ts';
import * as packets from './packets.ts';

/** What a client did that ends its wire. */
export type Fault = 'malformed' | 'too_long' | 'too_often' | 'keep_alive' | 'unread';

/** Whoever is told what comes over wires, in order. */
export type WireHearer = {
  /** Nothing more is told until it is accepted. */
  connecting(wire: Wire, packet: IConnectPacket): void;
  published(wire: Wire, publication: packets.Publication): void;
  subscribing(wire: Wire, packet: ISubscribePacket): void;
  unsubscribing(wire: Wire, packet: IUnsubscribePacket): void;
  faulted(wire: Wire, fault: Fault): void;
  closed(wire: Wire): void;
};

/** MQTT 3.1 and 3.1.1. */
const LEVELS: ReadonlySet<number> = new Set([3, 4]);
/** Unacceptable protocol level (3.1.2-2). */
const OTHER_LEVEL = packets.connack(1);
/** What a client may send before it is let in: a few packets of its first read. */
const MOST_WAITING = 64 * 1024;
/** What it may leave unread: a thousand commands. */
const MOST_UNREAD = 1024 * 1024;
const LONGEST_UNREAD = seconds(60);
/** Of two bytes each, a read holds thirty thousand pings: answering all of a client that means harm, nobody else is heard. */
export const ASKED: AllowanceRule = { burst: 200, every: milliseconds(50) };

/**
 * The MQTT 3.1.1 of one connection: bytes in, packets out. There are ten thousand of them in a process, so it holds no timer,
 * no buffer and no parser of its own: `look` is called for all of them by one.
 */
export class Wire {
  readonly carrier: Carrier;
  /** The only region whose devices it is for, where its way names one. */
  readonly region: Region | undefined;
  /** What the client is to the platform, once it was let in. */
  line: Line | undefined;
  clientId = '';
  /** So long its client may be silent, as it said; 0: for ever. */
  keepAliveSeconds = 0;
  /** Whether its client ended it with a DISCONNECT. */
  hasSaidGoodbye = false;
  #hearer: WireHearer;
  #state: 'new' | 'entering' | 'open' | 'closed' = 'new';
  /** What was read of a packet that is not whole, or not to be heard yet. */
  #rest: Buffer | undefined;
  #heardAt = performance.now();
  #unreadSince: number | undefined;
  #messageId = 0;
  /** Pings and subscriptions that it may send. */
  #asked: Allowance = fullAllowance(ASKED, this.#heardAt);

  constructor(carrier: Carrier, hearer: WireHearer, region?: Region) {
    this.carrier = carrier;
    this.region = region;
    this.#hearer = hearer;
    carrier.on('data', (bytes: Buffer) => this.#read(bytes));
    carrier.on('error', () => {}); // `close` follows
    carrier.on('close', () => {
      this.#state = 'closed';
      this.#rest = undefined;
      hearer.closed(this);
    });
  }

  get isOpen(): boolean {
    return this.#state === 'open' && !this.carrier.destroyed;
  }

  get isClosed(): boolean {
    return this.#state === 'closed' || this.carrier.destroyed;
  }

  accept(line: Line): void {
    this.line = line;
    this.#state = 'open';
    this.#heardAt = performance.now();
    this.#send(packets.connack(0));
    if (this.#rest) this.#read(Buffer.alloc(0)); // what came with the CONNECT or after it
  }

  /** With a return code of table 3.1. */
  refuse(returnCode: number): void {
    if (this.isClosed) return;
    this.#end(packets.connack(returnCode));
  }

  #end(answer: Buffer): void {
    this.#state = 'entering'; // what comes after it is not heard
    this.carrier.write(answer);
    this.carrier.destroySoon();
  }

  acknowledge(messageId: number): void {
    this.#send(packets.puback(messageId));
  }

  acknowledgeSubscription(messageId: number, granted: number[]): void {
    this.#send(packets.suback(messageId, granted));
  }

  acknowledgeUnsubscription(messageId: number): void {
    this.#send(packets.unsuback(messageId));
  }

  publish(topic: string, qos: 0 | 1, payload: string): void {
    if (qos === 1) this.#messageId = (this.#messageId % 65_535) + 1;
    this.#send(packets.publish(topic, qos, this.#messageId, payload));
  }

  close(): void {
    this.carrier.destroy();
  }

  /** Ends it if its client has been silent for longer than it said, or does not read. */
  look(now: number, patience: Duration): void {
    const silent = now - this.#heardAt;
    if (this.carrier.writableLength === 0) this.#unreadSince = undefined;
    else this.#unreadSince ??= now;
    if (this.#state === 'new' && silent > patience) this.close();
    else if (this.#state === 'open' && this.#isMissed(silent)) this.#fault('keep_alive');
    else if (now - (this.#unreadSince ?? now) > LONGEST_UNREAD) this.#fault('unread');
  }

  /** Half as long again as it said (3.1.2-24). */
  #isMissed(silent: number): boolean {
    return this.keepAliveSeconds > 0 && silent > this.keepAliveSeconds * 1500;
  }

  #read(read: Buffer): void {
    const bytes = this.#rest === undefined ? read : Buffer.concat([this.#rest, read]);
    this.#rest = undefined;
    let at = 0;
    while (at < bytes.length && this.#state !== 'entering' && !this.isClosed) {
      const size = packets.sizeAt(bytes, at);
      if (size === 'incomplete') break;
      if (size === 'malformed' || size === 'too_long') {
        this.#fault(size);
        break;
      }
      if (bytes.length < at + size) break;
      this.#hear(bytes.subarray(at, at + size));
      at += size;
    }
    if (this.isClosed || at === bytes.length) return;
    if (bytes.length - at > MOST_WAITING) this.#fault('too_long');
    else this.#rest = Buffer.from(bytes.subarray(at)); // a copy: what was read before it is let go
  }

  #hear(packet: Buffer): void {
    if (this.#state === 'new') this.#connect(packet);
    else {
      this.#heardAt = performance.now();
      const kind = packets.kindOf(packet);
      const isCheap = kind === packets.PUBLISH || kind === packets.PUBACK; // counted by who hears it, and unanswered
      if (!isCheap && !this.#isAllowed()) this.#fault('too_often');
      else if (!this.#take(packet)) this.#fault('malformed');
    }
  }

  #isAllowed(): boolean {
    const { allowance, waitMs } = takeAllowance(ASKED, this.#asked, this.#heardAt);
    this.#asked = allowance;
    return waitMs === 0;
  }

  #connect(packet: Buffer): void {
    const level = packets.levelOf(packet);
    if (level !== undefined && !LEVELS.has(level)) {
      this.#end(level === 5 ? packets.CONNACK_OF_5 : OTHER_LEVEL);
      return;
    }
    const read = packets.kindOf(packet) === packets.CONNECT ? packets.readPacket(packet) : undefined;
    if (read?.cmd === 'connect') {
      this.#state = 'entering';
      this.clientId = read.clientId;
      this.keepAliveSeconds = read.keepalive ?? 0;
      this.#hearer.connecting(this, read);
    } else this.#fault('malformed');
  }

  /** `false` for what no client may send: a second CONNECT (3.1.0-2), parts of QoS 2, and what is not whole. */
  #take(packet: Buffer): boolean {
    switch (packets.kindOf(packet)) {
      case packets.PUBLISH: {
        const publication = packets.readPublication(packet);
        if (publication) this.#hearer.published(this, publication);
        return publication !== undefined;
      }
      case packets.PUBACK:
        return true;
      case packets.PINGREQ:
        this.#send(packets.PINGRESP);
        return true;
      case packets.DISCONNECT:
        this.hasSaidGoodbye = true;
        this.close();
        return true;
      default:
        return this.#takeFilters(packet);
    }
  }

  #takeFilters(packet: Buffer): boolean {
    const kind = packets.kindOf(packet);
    const read = kind === packets.SUBSCRIBE || kind === packets.UNSUBSCRIBE ? packets.readPacket(packet) : undefined;
    if (!read?.messageId) return false; // 2.3.1-1
    const isSubscribe = read.cmd === 'subscribe' && read.subscriptions.length > 0; // 3.8.3-3
    const isUnsubscribe = read.cmd === 'unsubscribe' && read.unsubscriptions.length > 0; // 3.10.3-2
    if (isSubscribe) this.#hearer.subscribing(this, read);
    else if (isUnsubscribe) this.#hearer.unsubscribing(this, read);
    return isSubscribe || isUnsubscribe;
  }

  #send(bytes: Buffer): void {
    if (!this.isOpen) return;
    this.carrier.write(bytes);
    if (this.carrier.writableLength > MOST_UNREAD) this.#fault('unread');
  }

  #fault(fault: Fault): void {
    if (this.isClosed) return;
    this.#hearer.faulted(this, fault);
    this.close();
  }
}
