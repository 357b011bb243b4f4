import { alarms } from './alarms.ts';
import { cuts } from './cuts.ts';
import { devices } from './devices.ts';
import { downloads } from './downloads.ts';
import { exporting } from './exports.ts';
import { firmwareUpdates } from './firmware.ts';
import { footage } from './footage.ts';
import { household } from './household.ts';
import { ingest } from './ingest.ts';
import { keeping } from './keeping.ts';
import { ownerFirmware } from './owner-firmware.ts';
import { owners } from './owners.ts';
import { purchases } from './purchases.ts';

/** The app's API of a region. */
export const app = {
  ...owners,
  ...purchases,
  ...footage,
  ...cuts,
  ...downloads,
  ...exporting,
  ...keeping,
  ...ingest,
  ...alarms,
  ...household,
  ...ownerFirmware,
};
/** The device's HTTP API of a region. */
export const device = { ...devices, ...firmwareUpdates };
