import { devices } from './devices.ts';
import { owners } from './owners.ts';

/** The app's API of a region. */
export const app = owners;
/** The device's HTTP API of a region. */
export const device = devices;
