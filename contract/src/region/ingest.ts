import { z } from 'zod';
import { DeviceId, EventId, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { OwnerDevice } from './owners.ts';

const deviceId = z.object({ deviceId: DeviceId });

export const IngestToken = z
  .object({ id: z.string(), name: z.string(), createdAt: Instant, lastUsedAt: Instant.nullable() })
  .meta({ id: 'IngestToken' });

/** Beginning of every ingest token, by which scanners of logs and repositories find one that leaked. */
export const INGEST_TOKEN_PREFIX = 'push_';

/**
 * Where stock tools put a device's footage: playlists, segments and whole clips, under names of their own. `place`: the
 * device's id, or the token itself where the server lets it stand in addresses.
 */
export const pushPath = (place: string): string => `/push/v1/${place}`;

/** A token as it is told this once, with the address that it is for. */
const NewIngestToken = IngestToken.extend({
  token: z.string(),
  /** Names follow it: `{pushUrl}/live.m3u8`. */
  pushUrl: z.string(),
}).meta({ id: 'NewIngestToken' });

/** How stock tools may push footage: tokens that open nothing else. */
export const ingest = {
  createPushDevice: op({
    method: 'POST',
    path: '/api/v1/push-devices',
    summary:
      'A device that only takes what tools push, with its first token; nothing is paired, and no licence is needed',
    caller: 'owner',
    body: z.object({ name: z.string().trim().min(1).max(40) }),
    reply: z.object({ device: OwnerDevice, token: NewIngestToken }),
    status: 201,
  }),
  createIngestToken: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/ingest-tokens',
    summary: 'A token with which stock tools may push footage of this device; shown once',
    caller: 'owner',
    params: deviceId,
    body: z.object({ name: z.string().trim().min(1).max(80) }),
    reply: NewIngestToken,
    status: 201,
  }),
  listIngestTokens: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/ingest-tokens',
    summary: 'Tokens for pushing, newest first',
    caller: 'owner',
    params: deviceId,
    reply: z.object({ items: z.array(IngestToken) }),
  }),
  revokeIngestToken: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId/ingest-tokens/:id',
    summary: 'Revoke a token at once',
    caller: 'owner',
    params: deviceId.extend({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
};

/** What a push that became footage is answered with. */
export const PushedFootage = z.object({
  eventId: EventId,
  /** `open`: more of the same stream may follow. */
  state: z.enum(['open', 'closed']),
});
export type PushedFootage = z.output<typeof PushedFootage>;
