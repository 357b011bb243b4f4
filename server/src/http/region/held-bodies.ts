import type { Spool } from '../../objects/spool.ts';

/** What each sender has on our disk at this moment. */
export class HeldBodies {
  private readonly mostBytes: number;
  private readonly held = new Map<string, Set<Spool>>();

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** Drops the body at once where its sender has as much here as may be. @returns forgets it */
  add(sender: string, body: Spool): Disposable {
    const own = this.held.get(sender) ?? new Set();
    const bytes = [...own].reduce((sum, one) => sum + one.bytes(), 0);
    if (bytes >= this.mostBytes) body.drop();
    this.held.set(sender, own.add(body));
    return {
      [Symbol.dispose]: () => {
        own.delete(body);
        if (own.size === 0) this.held.delete(sender);
      },
    };
  }
}
