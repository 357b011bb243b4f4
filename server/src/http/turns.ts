/**
 * Work of one key is done one after the other, in the order in which it came; keys do not wait for each other. For what
 * only this process holds, sockets and their bodies: nothing that another one would need to know.
 */
export class Turns {
  private readonly mostWaiting: number;
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor({ mostWaiting }: { mostWaiting: number }) {
    this.mostWaiting = mostWaiting;
  }

  /** `full`: as many wait as may, and the work was not begun. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T | 'full'> {
    const before = this.waiting.get(key);
    if (before && before.length >= this.mostWaiting) return 'full';
    if (before) await new Promise<void>((resolve) => before.push(resolve));
    else this.waiting.set(key, []);
    try {
      return await work();
    } finally {
      const next = this.waiting.get(key)?.shift();
      if (next) next();
      else this.waiting.delete(key);
    }
  }
}
