import type { regionPlane } from '@kaitong/contract';
import { endConformance } from '../../region/conformance/end-conformance.ts';
import { startConformance } from '../../region/conformance/start-conformance.ts';
import type { RegionContext } from '../../region/context.ts';
import { enableMotionDetection } from '../../region/devices/enable-motion-detection.ts';
import { endPairing } from '../../region/devices/end-pairing.ts';
import { findDevice } from '../../region/devices/find-device.ts';
import { handOver } from '../../region/devices/hand-over.ts';
import { renewClaims } from '../../region/devices/renew-claims.ts';
import { showLog, showMakerDevice } from '../../region/devices/show-log.ts';
import { redeemSupportCode } from '../../region/devices/support.ts';
import { countArrivals } from '../../region/firmware/count-arrivals.ts';
import { countUpdates } from '../../region/firmware/count-updates.ts';
import { countUploads } from '../../region/firmware/count-uploads.ts';
import { redeemTesterCode } from '../../region/owners/redeem-tester-code.ts';
import { removeTesterLink } from '../../region/owners/remove-tester-link.ts';
import { countFirmware } from '../../region/products/count-firmware.ts';
import { listProductDevices } from '../../region/products/product-devices.ts';
import { publishProduct } from '../../region/products/publish-product.ts';
import { putLicences } from '../../region/products/put-licences.ts';
import { endSoak } from '../../region/soak/end-soak.ts';
import { startSoak } from '../../region/soak/start-soak.ts';
import { endRun } from '../../region/verification/end-run.ts';
import { getRunFootage } from '../../region/verification/footage.ts';
import { repeatPreflight } from '../../region/verification/repeat-preflight.ts';
import { startRun } from '../../region/verification/start-run.ts';
import type { Handlers } from '../kit/mount.ts';

export const planeHandlers = (context: RegionContext): Handlers<typeof regionPlane> => ({
  isThere: async () => ({}),
  findDevice: (_caller, input) => findDevice(context, input),
  startRun: (_caller, input) => startRun(context, input),
  endRun: (_caller, input) => endRun(context, input),
  repeatPreflight: (_caller, input) => repeatPreflight(context, input),
  getRunFootage: (_caller, input) => getRunFootage(context, input),
  publishProduct: (_caller, input) => publishProduct(context, input),
  putLicences: (_caller, input) => putLicences(context, input),
  listProductDevices: (_caller, input) => listProductDevices(context, input),
  getMakerDevice: (_caller, input) => showMakerDevice(context, input),
  getDeviceLog: (_caller, input) => showLog(context, input),
  redeemSupportCode: (_caller, input) => redeemSupportCode(context, input),
  async endPairing(_caller, { body: { deviceId } }) {
    await endPairing(context, { deviceId, ended: 'elsewhere' });
    return {};
  },
  async renewClaims() {
    await renewClaims(context.db);
    return {};
  },
  handOver: (_caller, input) => handOver(context, input),
  countFirmware: (_caller, input) => countFirmware(context, input),
  countUpdates: (_caller, input) => countUpdates(context, input),
  countArrivals: (_caller, input) => countArrivals(context, input),
  countUploads: (_caller, input) => countUploads(context, input),
  redeemTesterCode: (_caller, input) => redeemTesterCode(context, input),
  removeTesterLink: (_caller, input) => removeTesterLink(context, input),
  startConformance: (_caller, input) => startConformance(context, input),
  endConformance: (_caller, input) => endConformance(context, input),
  startSoak: (_caller, input) => startSoak(context, input),
  endSoak: (_caller, input) => endSoak(context, input),
  enableMotionDetection: (_caller, input) => enableMotionDetection(context, input),
});
