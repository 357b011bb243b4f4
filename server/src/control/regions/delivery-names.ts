import type { DeviceId, Pid, Region } from '@kaitong/contract';

// Deliveries are rows of the deadline table. Each region has a kind of its own, so that one that does not answer holds up
// nobody else's.
export const deliveryKind = (region: Region): string => `deliver ${region}`;

/** What a region sells: whole, so one row does. */
export const CATALOGUE = 'catalogue';
/** A region is to claim its units anew. */
export const CLAIMS = 'claims';
export const productSubject = (pid: Pid): string => `product ${pid}`;
export const requestSubject = (id: string): string => `request ${id}`;
export const licencesSubject = (batch: string): string => `licences ${batch}`;
export const pairingSubject = (deviceId: DeviceId): string => `pairing ${deviceId}`;
