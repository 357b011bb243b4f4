import { z } from 'zod';
import { RevocationReason } from '../certificate.ts';
import { Finding } from '../checks/index.ts';
import { ApplicationId, FirmwareVersion, Instant, Pid, Region, ReleaseId } from '../ids.ts';
import { Refusal } from '../problems/problem.ts';
import { SampleKind } from '../sample-kind.ts';
import { ApplicationState, StepName } from './steps.ts';

/** One try to activate a PID with one sample, or to verify a release on one. PID and firmware are null where this account may not know them. */
export const Application = z
  .object({
    id: ApplicationId,
    /** As it was typed: refused applications may hold ids that no device has. */
    deviceId: z.string(),
    pid: Pid.nullable(),
    productName: z.string().nullable(),
    firmware: FirmwareVersion.nullable(),
    /** What the device is; null where it was not found, or this account may not know it. */
    sample: SampleKind.nullable(),
    /** The release that is verified; null where a PID is to be activated. */
    releaseId: ReleaseId.nullable(),
    region: Region.nullable(),
    state: ApplicationState,
    /** The step that runs, or at which it ended. */
    step: StepName,
    stepDeadlineAt: Instant.nullable(),
    problem: Refusal.nullable(),
    findings: z.array(Finding),
    createdAt: Instant,
    endedAt: Instant.nullable(),
    /** When the certificate was signed, or null where there is none. */
    certifiedAt: Instant.nullable(),
    /** Since when, and why, the certificate no longer counts; null while it does. */
    certificateRevoked: z.object({ at: Instant, reason: RevocationReason }).nullable(),
    /** `withheld`: this account was not allowed to see it, and it is gone; `deleted`: it could have been seen in time. */
    footage: z.enum(['none', 'visible', 'private', 'withheld', 'deleted']),
    /** Regions that have not confirmed the activation yet; empty when all have. */
    lagging: z.array(Region),
    /** Motion detection as the device reports it; null where it does not. */
    motionDetection: z.enum(['on', 'off', 'scheduled', 'low']).nullable(),
  })
  .meta({ id: 'Application' });
export type Application = z.output<typeof Application>;

/** As somebody typed or copied it: in groups, or in upper case. It may still be no device's. */
export const DeviceIdTyped = z
  .string()
  .max(64)
  .overwrite((typed) => typed.replace(/\s/g, '').toLowerCase())
  .min(1);
