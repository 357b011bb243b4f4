import { conformanceFaults } from './conformance.ts';
import { encryptionFaults } from './encryption.ts';
import type { Fault, Recipe } from './fault.ts';
import { flowFaults } from './flow.ts';
import { mp4Faults } from './mp4.ts';
import { objectFaults } from './objects.ts';
import { snapshotFaults } from './snapshots.ts';
import { soundFaults } from './sound.ts';
import { timeFaults } from './time.ts';
import { transportStreamFaults } from './transport-stream.ts';
import { variantFaults } from './variants.ts';
import { videoFaults } from './video.ts';

/** Every way in which a virtual camera can be broken, by the code that the platform should answer with. */
const catalogue = {
  ...objectFaults,
  ...encryptionFaults,
  ...transportStreamFaults,
  ...mp4Faults,
  ...videoFaults,
  ...timeFaults,
  ...soundFaults,
  ...snapshotFaults,
  ...flowFaults,
  ...conformanceFaults,
  ...variantFaults,
};

export type FaultCode = keyof typeof catalogue;
export const faults: Record<FaultCode, Fault> = catalogue;
export const faultCodes = Object.keys(catalogue) as FaultCode[];

/** Those that are one of several ways to fail the check in front of the dash. */
export const variantCodes = Object.keys(variantFaults) as (keyof typeof variantFaults)[];

export const isFaultCode = (code: string): code is FaultCode => code in catalogue;

/**
 * The recipe for a camera with this fault: what was asked for, what the fault needs, else plain MPEG-TS with H.264.
 * Undefined: what was asked for excludes the fault.
 */
export function recipeFor(asked: Partial<Recipe>, fault: Fault | undefined): Recipe | undefined {
  const needs = fault?.needs ?? {};
  const clash = (Object.keys(needs) as (keyof Recipe)[]).some((key) => asked[key] && asked[key] !== needs[key]);
  if (clash) return undefined;
  return { container: 'ts', codec: 'h264', encryption: 'aes-128', ...asked, ...needs };
}
