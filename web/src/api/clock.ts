// Deadlines are the server's; a browser's clock may be minutes off. The `date` header of every answer tells by how much.
let aheadMs = 0;

/** Learns from an answer how far the server's clock is ahead. The header counts whole seconds: half a one is added. */
export function learnServerTime(headers: Headers): void {
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isFinite(date)) aheadMs = date + 500 - Date.now();
}

/** Now, as the server sees it, in milliseconds since the epoch; right to about a second. */
export const serverNow = (): number => Date.now() + aheadMs;
