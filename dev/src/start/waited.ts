/** How long somebody has waited who typed `npm start`, packages and pages included, in words; empty where nobody did. */
export function waitedText(startedAt: string | undefined, now: number): string {
  const seconds = (now - Number(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? `, ${seconds.toFixed(1)} s after the command` : '';
}
