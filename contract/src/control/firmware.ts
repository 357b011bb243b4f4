import { z } from 'zod';
import { ApplicationState } from '../activation/steps.ts';
import { FirmwareManifest, SignedManifest } from '../firmware/manifest.ts';
import { ReleaseClearance, ReleaseMove, ReleaseNotes, ReleaseState, RollOutShare } from '../firmware/release.ts';
import { ApplicationId, Instant, Pid, Region, ReleaseId } from '../ids.ts';
import { op } from '../kit/op.ts';
import { Refusal } from '../problems/problem.ts';

/** An Ed25519 key is 113 characters of PEM. */
const Pem = z.string().max(1000);
/** As people paste it: lines are how it is shown, and texts of callers have one. */
const PastedKey = Pem.overwrite((text) => text.replace(/\s+/g, ' '));
/** A key for each factory, and for the years in which old ones are replaced. */
export const MOST_FIRMWARE_KEYS = 5;
/** Of a product, those withdrawn included: a version is released once. */
export const MOST_RELEASES = 100;

export const FirmwareKey = z
  .object({
    /** SHA-256 of the key in DER (SubjectPublicKeyInfo): 64 hex digits in lower case. */
    fingerprint: z.string(),
    publicKey: Pem,
    addedAt: Instant,
  })
  .meta({ id: 'FirmwareKey' });
export type FirmwareKey = z.output<typeof FirmwareKey>;

/** Units by what they said last of a release. `offered`: nothing yet. */
export const UpdateCounts = z
  .object({
    offered: z.int(),
    downloading: z.int(),
    failed: z.int(),
    installed: z.int(),
    rolledBack: z.int(),
  })
  .meta({ id: 'UpdateCounts' });
export type UpdateCounts = z.output<typeof UpdateCounts>;

/** Events that units opened long enough ago, and how many of them arrived whole. */
export const UploadTally = z.object({ units: z.int(), opened: z.int(), arrived: z.int() }).meta({ id: 'UploadTally' });
export type UploadTally = z.output<typeof UploadTally>;

/** Uploads of units that run a release, since they do, and of the others. */
export const ReleaseUploads = z.object({ updated: UploadTally, others: UploadTally }).meta({ id: 'ReleaseUploads' });
export type ReleaseUploads = z.output<typeof ReleaseUploads>;

export const FirmwareRelease = z
  .object({
    id: ReleaseId,
    manifest: FirmwareManifest,
    notes: ReleaseNotes,
    createdAt: Instant,
    /** The image is here, whole and as it was signed. */
    hasImage: z.boolean(),
    state: ReleaseState,
    /** Of the fleet, in per cent: whom it is offered to, or was until it was halted. */
    share: RollOutShare,
    /** As they were when the platform looked last, every few minutes while it is offered; null before that. */
    uploads: ReleaseUploads.nullable(),
    /** What the platform halted it for: uploads of those who took it became worse. null: nothing, or a person did. */
    haltedFor: ReleaseUploads.nullable(),
    /** The last time that it was verified on a camera; null: never. */
    verification: z
      .object({ applicationId: ApplicationId, state: ApplicationState, problem: Refusal.nullable() })
      .nullable(),
    /** null: offered to its first share at most, until this version has passed. */
    clearance: ReleaseClearance.nullable(),
    /** What may be done with it now. */
    moves: z.array(ReleaseMove),
  })
  .meta({ id: 'FirmwareRelease' });
export type FirmwareRelease = z.output<typeof FirmwareRelease>;

/** Where a release's image is sent: PUT, as it is, with its length. For those who may create a release. */
export const releaseImagePath = (pid: string, releaseId: string): string =>
  `/api/v1/products/${pid}/releases/${releaseId}/image`;

const pid = z.object({ pid: Pid });
const release = pid.extend({ releaseId: ReleaseId });

export const firmware = {
  listFirmwareKeys: op({
    method: 'GET',
    path: '/api/v1/products/:pid/firmware-keys',
    summary: 'Public keys of the maker that sign a product’s firmware',
    caller: 'maker',
    params: pid,
    reply: z.object({ items: z.array(FirmwareKey) }),
  }),
  addFirmwareKey: op({
    method: 'POST',
    path: '/api/v1/products/:pid/firmware-keys',
    summary: 'Register an Ed25519 public key; one that is there already stays as it is',
    caller: 'maker',
    params: pid,
    body: z.object({ publicKey: PastedKey }),
    reply: FirmwareKey,
    status: 201,
  }),
  removeFirmwareKey: op({
    method: 'DELETE',
    path: '/api/v1/products/:pid/firmware-keys/:fingerprint',
    summary: 'Let a key sign no more releases; those that it signed stay',
    caller: 'maker',
    params: pid.extend({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: z.object({}),
  }),
  listReleases: op({
    method: 'GET',
    path: '/api/v1/products/:pid/releases',
    summary: 'Firmware releases of a product, the newest first, with what units of all regions said of them',
    caller: 'maker',
    params: pid,
    reply: z.object({
      items: z.array(FirmwareRelease.extend({ units: UpdateCounts })),
      /** Regions whose units are not counted. */
      unreachable: z.array(Region),
    }),
  }),
  createRelease: op({
    method: 'POST',
    path: '/api/v1/products/:pid/releases',
    summary: 'Make a release of a signed manifest; its image is sent afterwards',
    caller: 'maker',
    params: pid,
    body: SignedManifest.extend({ notes: ReleaseNotes }),
    reply: FirmwareRelease,
    status: 201,
  }),
  moveRelease: op({
    method: 'POST',
    path: '/api/v1/products/:pid/releases/:releaseId/move',
    summary: 'Offer a release, widen, halt, resume, finish or withdraw it',
    caller: 'maker',
    params: release,
    body: z.object({ move: ReleaseMove }),
    reply: FirmwareRelease,
  }),
};
