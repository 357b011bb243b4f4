type Waiting = { bytes: number; begin: () => void };

/** Bytes that may be in memory at once. Work waits until its bytes fit, in the order in which it came. */
export class ByteBudget {
  private readonly most: number;
  private held = 0;
  private readonly waiting: Waiting[] = [];

  constructor(most: number) {
    this.most = most;
  }

  /** What is larger than the whole budget counts as all of it, so that it runs alone and not never. */
  async holding<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const counted = Math.min(bytes, this.most);
    if (this.waiting.length > 0 || this.held + counted > this.most)
      await new Promise<void>((begin) => this.waiting.push({ bytes: counted, begin }));
    else this.held += counted;
    try {
      return await work();
    } finally {
      this.held -= counted;
      this.next();
    }
  }

  private next(): void {
    for (let first = this.waiting[0]; first && this.held + first.bytes <= this.most; first = this.waiting[0]) {
      this.waiting.shift();
      this.held += first.bytes;
      first.begin();
    }
  }
}
