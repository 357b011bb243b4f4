import { z } from 'zod';
import { DeviceIdTyped } from '../activation/application.ts';
import { APPLICATION_STATES } from '../activation/steps.ts';
import { ApplicationId, BulkActivationId, FirmwareVersion, Instant, Pid } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { Refusal } from '../problems/problem.ts';

/** In one call. */
const MOST_SAMPLES = 1000;

/**
 * Where a sample of a bulk activation stands: not begun yet, as its application does, or without any: `malformed` is no
 * device's id, and `not_begun` was still waiting when the bulk activation was cancelled or stopped.
 */
export const BULK_ITEM_STATES = ['waiting', ...APPLICATION_STATES, 'malformed', 'not_begun'] as const;
const BulkItemState = z.enum(BULK_ITEM_STATES);
export type BulkItemState = z.output<typeof BulkItemState>;

const BulkItem = z
  .object({
    /** Its place in what was submitted, from 1. An id that stands twice is meant once, where it stands first. */
    line: z.int().positive(),
    deviceId: z.string(),
    state: BulkItemState,
    /** Null until it is submitted. */
    applicationId: ApplicationId.nullable(),
    pid: Pid.nullable(),
    firmware: FirmwareVersion.nullable(),
    problem: Refusal.nullable(),
    /** Codes of the checks that failed, the cause first. */
    findings: z.array(z.string()),
  })
  .meta({ id: 'BulkItem' });

/** Samples that were submitted in one call. */
export const BulkActivation = z
  .object({
    id: BulkActivationId,
    /** `stopped`: whoever made it may submit no more; what `problem` says. What was begun goes on. */
    state: z.enum(['running', 'ended', 'cancelled', 'stopped']),
    problem: Refusal.nullable(),
    createdAt: Instant,
    /** When the last of it came to its outcome; null while any is on its way. */
    endedAt: Instant.nullable(),
    /** Until when no more is begun because the account has begun so many; null: nothing holds it up. */
    pausedUntil: Instant.nullable(),
    /** How many samples stand where. */
    counts: z.record(BulkItemState, z.int()),
  })
  .meta({ id: 'BulkActivation' });
export type BulkActivation = z.output<typeof BulkActivation>;

/** What came of each, in the order in which they were submitted. */
const BulkReport = BulkActivation.extend({ items: z.array(BulkItem) }).meta({ id: 'BulkReport' });

/** Where the report is as JUnit XML: a case per sample, and a failure for each that is not approved. */
export const bulkJunitPath = (id: string): string => `/api/v1/bulk-activations/${id}/junit.xml`;

const params = z.object({ id: BulkActivationId });

export const bulkActivations = {
  createBulkActivation: op({
    method: 'POST',
    path: '/api/v1/bulk-activations',
    summary:
      'Submit up to 1,000 samples; the server begins some at a time and goes on by itself until all have an outcome',
    caller: 'maker',
    body: z.object({
      deviceIds: z.array(DeviceIdTyped).min(1).max(MOST_SAMPLES),
      acceptOlderFirmware: z.boolean().default(false),
    }),
    reply: BulkReport,
    status: 201,
  }),
  listBulkActivations: op({
    method: 'GET',
    path: '/api/v1/bulk-activations',
    summary: 'Bulk activations of the account, newest first',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(BulkActivation),
  }),
  getBulkActivation: op({
    method: 'GET',
    path: '/api/v1/bulk-activations/:id',
    summary: 'The report of a bulk activation: what came of each sample so far',
    caller: 'maker',
    params,
    reply: BulkReport,
  }),
  cancelBulkActivation: op({
    method: 'POST',
    path: '/api/v1/bulk-activations/:id/cancel',
    summary: 'Begin no more of it; applications that are on their way go on. One that has ended stays as it is',
    caller: 'maker',
    params,
    reply: BulkReport,
    mayRepeat: true,
  }),
};
