import { z } from 'zod';
import { RevocationReason } from '../certificate.ts';
import { Finding } from '../checks/index.ts';
import { ApplicationId, FirmwareVersion, Instant, Pid, Region } from '../ids.ts';
import { Refusal } from '../problems/problem.ts';
import { ApplicationState, StepName } from './steps.ts';

/** One try to activate a PID with one sample. PID and firmware are null where this account may not know them. */
export const Application = z
  .object({
    id: ApplicationId,
    /** As it was typed: refused applications may hold ids that no device has. */
    deviceId: z.string(),
    pid: Pid.nullable(),
    productName: z.string().nullable(),
    firmware: FirmwareVersion.nullable(),
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
    footage: z.enum(['none', 'visible', 'private', 'deleted']),
    /** Regions that have not confirmed the activation yet; empty when all have. */
    lagging: z.array(Region),
    /** Motion detection as the device reports it; null where it does not. */
    motionDetection: z.enum(['on', 'off', 'scheduled', 'low']).nullable(),
  })
  .meta({ id: 'Application' });
export type Application = z.output<typeof Application>;

export const DeviceIdTyped = z.string().trim().min(1).max(64);
