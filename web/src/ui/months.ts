/** The last `count` months up to the one of `nowMs`, oldest first. The books' months are of UTC. */
export function monthsUntil(nowMs: number, count: number): string[] {
  const now = new Date(nowMs);
  return Array.from({ length: count }, (_, n) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count + 1 + n, 1)).toISOString().slice(0, 7),
  );
}
