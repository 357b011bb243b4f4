import { lazy } from 'react';

const load = {
  FailedEnd: async () => ({ default: (await import('./FailedEnd.tsx')).FailedEnd }),
  LiveEvidence: async () => ({ default: (await import('./LiveEvidence.tsx')).LiveEvidence }),
  ProbeReport: async () => ({ default: (await import('../application/ProbeReport.tsx')).ProbeReport }),
};

// What speaks of findings carries the texts of all checks: as much as half of the rest of the console.
export const FailedEnd = lazy(load.FailedEnd);
export const LiveEvidence = lazy(load.LiveEvidence);
export const ProbeReport = lazy(load.ProbeReport);

/** Fetches them while the run goes on, so that they are there when it has something to tell. */
export function fetchLater(): void {
  for (const part of Object.values(load)) part().catch(() => {}); // asked again by whoever shows it
}
