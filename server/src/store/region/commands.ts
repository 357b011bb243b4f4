import type { CommandName, DeviceId } from '@kaitong/contract';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** The device's answer, as stored. */
export type CommandReply = { ok: boolean; reason?: string; firmware?: string };

/** Something a device is asked to do, by whichever process holds its connection. */
export type CommandTable = {
  id: string;
  device_id: DeviceId;
  name: CommandName;
  /** The message without its id. Never holds keys. */
  payload: object;
  created_at: GeneratedStamp;
  /** Not sent after this; a reply that comes later still counts. */
  expires_at: Stamp;
  /** Last handed to a connection. It is handed to each new one until the device replies. */
  sent_at: StampOrNull;
  reply: CommandReply | null;
  replied_at: StampOrNull;
};

export type CommandTables = { command: CommandTable };

export const commandMigrations: Migrations = {
  '0022_commands': `
    CREATE TABLE command (
      id text PRIMARY KEY,
      device_id text NOT NULL,
      name text NOT NULL,
      payload jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL,
      sent_at timestamptz,
      reply jsonb,
      replied_at timestamptz
    );
    CREATE INDEX command_unanswered ON command (device_id, created_at) WHERE replied_at IS NULL;
    CREATE INDEX command_expired ON command (expires_at);
  `,
};
