import { FirmwareVersion, Region, Uuid } from '@kaitong/contract';
import { z } from 'zod';

export const Behaviour = z.enum([
  'good-ts',
  'good-h265',
  'encrypted',
  'already-activated',
  'not-mine',
  'offline',
  'broken-upload',
]);
export type Behaviour = z.output<typeof Behaviour>;

/** One unit that stands in the room: its licence is burnt in. */
export const Unit = z.object({
  behaviour: Behaviour,
  region: Region,
  uuid: Uuid,
  authKey: z.string().min(1),
  firmware: FirmwareVersion,
  /** Shown on the page. */
  product: z.string().default(''),
});
export type Unit = z.output<typeof Unit>;

/** What the room is started with. The file holds passwords: mode 0600. */
export const RoomConfig = z.object({
  /** Where credentials are kept, so that a restart pairs nothing anew. */
  folder: z.string().min(1),
  host: z.string().default('127.0.0.1'),
  /** 0: any free port. */
  port: z.int().min(0).max(65_535),
  /** Each region's address (`http://…/cn`) and the app account that its cameras are paired to. */
  regions: z.record(z.string(), z.object({ url: z.url(), login: z.string(), password: z.string() })),
  units: z.array(Unit),
  /** Its page over HTTPS: certificate and key in PEM, and the authority that signed the platform's, where nobody trusts it. */
  tls: z.object({ cert: z.string(), key: z.string(), authority: z.string().optional() }).optional(),
  /** The folder of the platform's built pages, whose colours and fonts the room's page takes. */
  pages: z.string().optional(),
  /** Of the same host: what the stage frames beside the room. Without it there is none. */
  stage: z.object({ console: z.url(), app: z.url(), add: z.string().startsWith('/') }).optional(),
});
export type RoomConfig = z.output<typeof RoomConfig>;
