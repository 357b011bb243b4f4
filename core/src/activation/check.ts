import {
  type ApplicationId,
  compareFirmware,
  type FoundDevice,
  type Refusal,
  type Region,
  refusal,
  type SampleKind,
} from '@kaitong/contract';
import { RUNS_PER_DAY } from './steps.ts';

/** What the regions answered about one device id. */
export type Lookup = { found: (FoundDevice & { region: Region; judge: boolean })[]; silent: Region[] };

/** Everything the prechecks look at. Facts about the device are null where it was not found. */
export type CheckFacts = {
  runsToday: number;
  agreementInForce: boolean;
  lookup: Lookup;
  /** May this account activate the device's PID: as its owner, or authorised. */
  pidAllowed: boolean;
  pidActivated: boolean;
  /** By a browser’s camera: anything else may take its place. */
  demonstrated: boolean;
  /** The release that is to be verified, its version null where the product has none such; null: the PID is to be activated. */
  release: { version: string | null } | null;
  /** The run on the PID or the device; its application is null where it is another account's. */
  runInProgress: { applicationId: ApplicationId | null } | null;
  /** Units of the product by firmware, from all regions. */
  fleet: { firmware: string; units: number }[];
  olderFirmwareAccepted: boolean;
};

/** The device the application is about: if two regions know the id, the newest pairing. */
export function chooseDevice({ found }: Lookup): Lookup['found'][number] | undefined {
  return [...found].sort((a, b) => b.pairedAt.localeCompare(a.pairedAt))[0];
}

/** The prechecks in their order; the first refusal stands, `undefined` means the run may start. */
export function decideCheck(facts: CheckFacts): Refusal | undefined {
  if (facts.runsToday >= RUNS_PER_DAY) return refusal('run_limit_reached', { limit: RUNS_PER_DAY });
  if (!facts.agreementInForce) return refusal('agreement_not_in_force');
  const device = chooseDevice(facts.lookup);
  if (device === undefined) {
    const { silent } = facts.lookup;
    return silent.length > 0 ? refusal('region_unreachable', { region: silent.join(', ') }) : refusal('device_unknown');
  }
  if (!facts.pidAllowed) return refusal('pid_not_in_account');
  const wrong = facts.release
    ? whyNoRelease(facts, device.sample)
    : isTaken(facts, device.sample) && refusal('pid_already_activated');
  if (wrong) return wrong;
  if (facts.runInProgress) {
    const { applicationId } = facts.runInProgress;
    return refusal('run_in_progress', applicationId === null ? {} : { running: applicationId });
  }
  if (device.presence !== 'online' && !device.features.sleepy) return refusal('device_offline');
  if (device.firmware === null) return refusal('device_offline');
  if (facts.release?.version && compareFirmware(facts.release.version, device.firmware) !== 0)
    return refusal('release_not_on_device', { version: facts.release.version, firmware: device.firmware });
  const share = facts.release ? 0 : olderShare(facts.fleet, device.firmware);
  if (share > 0 && !facts.olderFirmwareAccepted)
    return refusal('older_firmware_in_field', { share, firmware: device.firmware });
  return device.judge ? undefined : refusal('judge_unavailable');
}

/** Whether the PID has the service already, and this sample would not make more of it. */
const isTaken = ({ pidActivated, demonstrated }: CheckFacts, sample: SampleKind): boolean =>
  pidActivated && !(demonstrated && sample !== 'browser');

function whyNoRelease({ pidActivated, release }: CheckFacts, sample: SampleKind): Refusal | undefined {
  if (sample === 'browser') return refusal('release_not_by_browser');
  if (!pidActivated) return refusal('product_not_activated');
  return release?.version === null ? refusal('not_found') : undefined;
}

/** Percent of units that run firmware older than the sample's, rounded up so that one unit in a thousand is not "0 %". */
export function olderShare(fleet: CheckFacts['fleet'], firmware: string): number {
  const units = fleet.reduce((sum, group) => sum + group.units, 0);
  const older = fleet
    .filter((group) => compareFirmware(group.firmware, firmware) < 0)
    .reduce((sum, group) => sum + group.units, 0);
  return units === 0 ? 0 : Math.ceil((older / units) * 100);
}
