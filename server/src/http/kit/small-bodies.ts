import type { IncomingMessage } from 'node:http';
import { type Duration, seconds } from '@kaitong/contract';
import { networkOf } from '../../store/network-of.ts';
import { answerUnfinished } from './unreadable.ts';

/** What a form of somebody whom nobody knows may have: a body this small is there in time, over any line. */
export const SMALL_BODY = 64 * 1024;

export type SmallBodiesRule = {
  /** From its head to its last byte. */
  time: Duration;
  /** Bodies that have not come to their end, of one network and of all. */
  each: number;
  inAll: number;
};

const RULE: SmallBodiesRule = { time: seconds(10), each: 32, inAll: 1024 };

type Coming = { from: string; giveUp: () => void };

/**
 * Small bodies while they come. Where there are more than may be, whoever sends for the longest is given up, never who comes
 * next: an honest body comes with its head, so those that crawl meet only each other. A connection counts with its network.
 */
export class SmallBodies {
  private readonly rule: SmallBodiesRule;
  /** The oldest first, as maps keep them. */
  private readonly coming = new Map<IncomingMessage, Coming>();
  private readonly networks = new Map<string, Set<IncomingMessage>>();

  constructor(rule: SmallBodiesRule = RULE) {
    this.rule = rule;
  }

  /** Called with the head. */
  await(request: IncomingMessage, ip: string): void {
    const from = networkOf(ip);
    const timer = setTimeout(() => this.giveUp(request), this.rule.time).unref();
    const forget = (): void => {
      clearTimeout(timer);
      this.forget(request);
    };
    request.once('end', forget).once('close', forget);
    this.coming.set(request, {
      from,
      giveUp() {
        forget();
        answerUnfinished(request);
      },
    });
    const ofNetwork = this.networks.get(from) ?? new Set();
    this.networks.set(from, ofNetwork.add(request));
    if (ofNetwork.size > this.rule.each) this.giveUp(first(ofNetwork));
    if (this.coming.size > this.rule.inAll) this.giveUp(first(this.coming.keys()));
  }

  private giveUp(request: IncomingMessage | undefined): void {
    if (request) this.coming.get(request)?.giveUp();
  }

  private forget(request: IncomingMessage): void {
    const from = this.coming.get(request)?.from ?? '';
    this.coming.delete(request);
    const ofNetwork = this.networks.get(from);
    ofNetwork?.delete(request);
    if (ofNetwork?.size === 0) this.networks.delete(from);
  }
}

const first = <T>(all: Iterable<T>): T | undefined => all[Symbol.iterator]().next().value;
