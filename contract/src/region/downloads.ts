import { z } from 'zod';
import { DeviceId, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';

/** A file that is fetched from its address, and how far it has been sent. */
export const Download = z
  .object({
    id: z.string(),
    /** `export`: everything of an account. */
    kind: z.enum(['video', 'export']),
    deviceId: DeviceId.nullable(),
    fileName: z.string(),
    /** How large it is; of an export, and before the first byte is sent, about how large. */
    bytes: z.int().nullable(),
    sentBytes: z.int(),
    /** `waiting`: it is made ready, or nobody asked for it yet. `stopped`: it broke off; whoever reads it may go on. */
    state: z.enum(['waiting', 'sending', 'stopped', 'done']),
    createdAt: Instant,
    /** Until then its address opens. */
    expiresAt: Instant,
  })
  .meta({ id: 'Download' });
export type Download = z.output<typeof Download>;

/** What this browser fetches, also once its page was left. */
export const downloads = {
  listDownloads: op({
    method: 'GET',
    path: '/api/v1/downloads',
    summary:
      'Downloads and exports of this sign-in whose addresses open, newest first, each with how far it has come; those that are done, for ten minutes',
    caller: 'owner',
    reply: z.object({ items: z.array(Download) }),
  }),
  endDownload: op({
    method: 'DELETE',
    path: '/api/v1/downloads/:id',
    summary: 'End a download or an export: its address opens nothing any more, and what is being sent stops',
    caller: 'owner',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
};
