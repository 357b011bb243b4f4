import { z } from 'zod';
import { RunProgress } from '../activation/progress.ts';
import { StepName } from '../activation/steps.ts';
import { Finding, FoundHeaders, MOST_FOUND_HEADERS } from '../checks/index.ts';
import { ConformanceProgress } from '../conformance/conformance.ts';
import { SoakProgress } from '../conformance/soak.ts';
import { MOST_IMAGE_BYTES } from '../firmware/manifest.ts';
import {
  ApplicationId,
  ConformanceId,
  DeviceId,
  FirmwareVersion,
  Instant,
  Pid,
  Region,
  ReleaseId,
  SoakId,
  Uuid,
} from '../ids.ts';
import { op } from '../kit/op.ts';
import { Refusal } from '../problems/problem.ts';
import { PlaneLicence } from './licence.ts';

/** What a passing run rests on; the certificate attests it. */
export const Evidence = z.object({
  deviceId: DeviceId,
  pid: Pid,
  pairedAt: Instant,
  firmware: FirmwareVersion,
  firmwareSha256: z.string().optional(),
  nonce: z.string(),
  objects: z.array(
    z.object({ n: z.int(), kind: z.enum(['init', 'segment', 'snapshot']), bytes: z.int(), sha256: z.string() }),
  ),
  rules: z.int(),
  level2: z.string(),
  judgedAt: Instant,
});
export type Evidence = z.output<typeof Evidence>;

/** Of so many key frames of a clip control is told, which are more than a verification's clip has. */
export const REPORTED_KEY_FRAMES = 512;

/** One entry of a run's numbered outbox. */
export const RunReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: RunProgress }),
  z.object({ type: z.literal('step'), step: StepName, deadlineAt: Instant.nullable() }),
  z.object({ type: z.literal('footage'), state: z.enum(['visible', 'private', 'deleted']) }),
  /** Seen after the run's end: added to what was found, and changes nothing else. */
  z.object({ type: z.literal('noted'), findings: z.array(Finding) }),
  /** After a verdict, or a test of the way up: the headers around what it found, in place of those told before. */
  z.object({ type: z.literal('headers'), rules: z.int(), headers: z.array(FoundHeaders).max(MOST_FOUND_HEADERS) }),
  z.object({
    type: z.literal('passed'),
    findings: z.array(Finding),
    evidence: Evidence,
    /** SHA-256 of the clip's key frames as they were coded, each once. A region of an earlier release sends none. */
    fingerprints: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(REPORTED_KEY_FRAMES)
      .optional(),
  }),
  z.object({
    ...{ type: z.literal('failed'), step: StepName, problem: Refusal, findings: z.array(Finding) },
    /** What the device ran at last, as far as it is known. A region of an earlier release does not say. */
    firmware: FirmwareVersion.nullable().optional(),
  }),
]);
export type RunReport = z.output<typeof RunReport>;

/** In the order of their numbers. */
const RunReports = z
  .array(z.object({ seq: z.int().positive(), report: RunReport }))
  .min(1)
  .max(200);

/** Of so many runs in one message. */
export const MOST_RUNS = 100;

/** In one message. */
export const MOST_CLAIMS = 200;

/** What became of a pairing's claim to its unit: its number, which rises with each of the unit, or why it has none. */
export const ClaimAnswer = z.object({
  deviceId: DeviceId,
  number: z.int().nullable(),
  refused: Refusal.nullable(),
  /** It was given back, and nobody has the unit: its end is its owner's own. */
  over: z.literal(true).optional(),
});
export type ClaimAnswer = z.output<typeof ClaimAnswer>;

/** What footage of a run was opened with: a session at the console (`s-`), an API key (`k-`), or an address of findings (`f-`). */
export const Opener = z
  .string()
  .regex(/^[skf]-[\w-]+$/)
  .max(100)
  .brand<'Opener'>();
export type Opener = z.output<typeof Opener>;

const pairing = { uuid: Uuid, deviceId: DeviceId };

/** A region asks for an image in parts of so many bytes, the last one shorter. */
export const IMAGE_PART_BYTES = 1024 * 1024;

/** Region → control. */
export const controlPlane = {
  isControlThere: op({
    method: 'GET',
    path: '/plane/v1/there',
    summary: 'Answered at once, whatever else there is to do',
    caller: 'plane',
    reply: z.object({}),
  }),
  getImagePart: op({
    method: 'POST',
    path: '/plane/v1/firmware/parts',
    summary: 'A part of a release’s image; null: it was withdrawn',
    caller: 'plane',
    body: z.object({
      releaseId: ReleaseId,
      n: z
        .int()
        .min(0)
        .max(MOST_IMAGE_BYTES / IMAGE_PART_BYTES),
    }),
    reply: z.object({ bytes: z.base64().nullable() }),
  }),
  settleClaims: op({
    method: 'POST',
    path: '/plane/v1/unit-claims',
    summary: 'Which pairings have ended and which claim their units; answers each claim. May be repeated, in any order',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({
      region: Region,
      released: z.array(z.object(pairing)).max(MOST_CLAIMS),
      claims: z
        .array(
          z.object({
            ...pairing,
            kind: z.enum(['before', 'asked', 'late']),
            pairedAt: Instant,
            /** What control confirmed it with; it may have forgotten. */
            number: z.int().positive().optional(),
            /** Of one that is `asked`: the hash of the code by which the present owner hands the unit over. */
            handOver: z.string().max(100).optional(),
          }),
        )
        .max(MOST_CLAIMS),
    }),
    reply: z.object({ claims: z.array(ClaimAnswer) }),
  }),
  findOpener: op({
    method: 'GET',
    path: '/plane/v1/openers/:opener',
    summary: 'Whether what footage was opened with is in force still',
    caller: 'plane',
    params: z.object({ opener: Opener }),
    reply: z.object({ inForce: z.boolean() }),
  }),
  sendAgain: op({
    method: 'POST',
    path: '/plane/v1/regions/send-again',
    summary: 'Bring a region whose database was brought back all that control has for it',
    caller: 'plane',
    body: z.object({ region: Region }),
    reply: z.object({}),
  }),
  findLicence: op({
    method: 'GET',
    path: '/plane/v1/licences/:uuid',
    summary: 'A licence that a region has no copy of; null: there is none',
    caller: 'plane',
    params: z.object({ uuid: Uuid }),
    reply: z.object({ licence: PlaneLicence.nullable() }),
  }),
  reportRun: op({
    method: 'POST',
    path: '/plane/v1/applications/:applicationId/reports',
    summary: 'Reports of a run, in order; answers the highest number taken',
    caller: 'plane',
    mayRepeat: true,
    params: z.object({ applicationId: ApplicationId }),
    body: z.object({ region: Region, reports: RunReports }),
    reply: z.object({ taken: z.int() }),
  }),
  reportRuns: op({
    method: 'POST',
    path: '/plane/v1/applications/reports',
    summary: 'The same of many runs, each by itself; one that is left out of the answer is not taken yet',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({
      region: Region,
      runs: z
        .array(z.object({ applicationId: ApplicationId, reports: RunReports }))
        .min(1)
        .max(MOST_RUNS),
    }),
    reply: z.object({
      taken: z.array(z.object({ applicationId: ApplicationId, taken: z.int() })),
      refused: z.array(z.object({ applicationId: ApplicationId, problem: Refusal })),
    }),
  }),
  reportConformance: op({
    method: 'POST',
    path: '/plane/v1/conformance/:conformanceId/reports',
    summary: 'Reports of an extended test, in order; answers the highest number taken',
    caller: 'plane',
    mayRepeat: true,
    params: z.object({ conformanceId: ConformanceId }),
    body: z.object({
      region: Region,
      reports: z
        .array(z.object({ seq: z.int().positive(), report: ConformanceProgress }))
        .min(1)
        .max(200),
    }),
    reply: z.object({ taken: z.int() }),
  }),
  reportSoak: op({
    method: 'POST',
    path: '/plane/v1/soaks/:soakId/reports',
    summary: 'Reports of a soak, in order; answers the highest number taken',
    caller: 'plane',
    mayRepeat: true,
    params: z.object({ soakId: SoakId }),
    body: z.object({
      region: Region,
      reports: z
        .array(z.object({ seq: z.int().positive(), report: SoakProgress }))
        .min(1)
        .max(200),
    }),
    reply: z.object({ taken: z.int() }),
  }),
};
