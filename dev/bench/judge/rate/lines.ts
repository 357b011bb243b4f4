import type { Random } from './random.ts';

/** How a camera reaches the platform. Milliseconds. */
export type Line = {
  /** One way. */
  latency(random: Random): number;
  /** Bytes a second, as a multiple of the bitrate of the footage. */
  speed(random: Random): number;
  /** How often the line is gone in a minute, and for how long. */
  outages?: { perMinute: number; leastMs: number; mostMs: number };
  /** An uploader that looks for finished segments only so often. */
  looksEveryMs?: number;
};

const spiky =
  (least: number, most: number, share: number, spike: number) =>
  (random: Random): number =>
    random.chance(share) ? random.between(most, spike) : random.between(least, most);

const speeds =
  (least: number, most: number) =>
  (random: Random): number =>
    random.between(least, most);

const wifi: Line = { latency: spiky(3, 60, 0.05, 1500), speed: speeds(1.3, 12) };

export const lines = {
  LAN: { latency: spiky(0.5, 5, 0.01, 80), speed: speeds(20, 60) },
  'home Wi-Fi': wifi,
  '4G, polled each second': { latency: spiky(40, 150, 0.05, 1200), speed: speeds(1.2, 6), looksEveryMs: 1000 },
  'uplink of 0.7 × the bitrate': { latency: spiky(20, 200, 0.1, 1500), speed: speeds(0.65, 0.75) },
  'uplink of 1.15 × the bitrate': { latency: spiky(20, 200, 0.1, 1500), speed: speeds(1.05, 1.25) },
  'outages of 2–20 s': { ...wifi, outages: { perMinute: 3, leastMs: 2000, mostMs: 20_000 } },
} as const satisfies Record<string, Line>;

/** When a line is gone, in order, within a time. */
export function outagesOf({ outages }: Line, until: number, random: Random): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  if (!outages) return found;
  const apart = 60_000 / outages.perMinute;
  for (let at = random.between(-apart, apart); at < until; at += random.between(0, 2 * apart)) {
    const to = at + random.between(outages.leastMs, outages.mostMs);
    found.push({ from: at, to });
    at = to;
  }
  return found;
}
