import type { DeviceId, EventId, HouseholdRight, OwnerId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** A link that was given away; good once. */
export type HouseholdInvitationTable = {
  id: string;
  owner_id: OwnerId;
  token_hash: string;
  cameras: { deviceId: DeviceId; rights: HouseholdRight[] }[];
  created_at: GeneratedStamp;
  expires_at: Stamp;
  /** Who used it up: asking again, they are answered again. */
  accepted_by: OwnerId | null;
  accepted_at: StampOrNull;
};

/** Somebody with rights on an owner's cameras. */
export type HouseholdMemberTable = { id: string; owner_id: OwnerId; member_id: OwnerId; joined_at: GeneratedStamp };

export type HouseholdCameraTable = {
  owner_id: OwnerId;
  member_id: OwnerId;
  device_id: DeviceId;
  rights: HouseholdRight[];
};

/** What a member watched of an owner's. */
export type HouseholdViewTable = {
  id: Generated<number>;
  owner_id: OwnerId;
  member_id: OwnerId;
  device_id: DeviceId;
  event_id: EventId | null;
  kind: 'playback' | 'download' | 'share';
  at: GeneratedStamp;
};

/**
 * Rights in force, and no others: of cameras that their owner still has, while neither of the two is suspended or leaving.
 * Whoever asks whether somebody may asks here.
 */
export type HouseholdRightView = {
  household_id: string;
  owner_id: OwnerId;
  member_id: OwnerId;
  device_id: DeviceId;
  rights: HouseholdRight[];
};

export type HouseholdTables = {
  household_invitation: HouseholdInvitationTable;
  household_member: HouseholdMemberTable;
  household_camera: HouseholdCameraTable;
  household_view: HouseholdViewTable;
  household_right: HouseholdRightView;
};

export const householdMigrations: Migrations = {
  '1142_household': `
    CREATE TABLE household_invitation (
      id text PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      token_hash text NOT NULL UNIQUE,
      cameras jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL,
      accepted_by text REFERENCES login_user ON DELETE CASCADE,
      accepted_at timestamptz
    );
    CREATE INDEX household_invitation_owner ON household_invitation (owner_id);
    CREATE INDEX household_invitation_accepted ON household_invitation (accepted_by);
    CREATE TABLE household_member (
      id text NOT NULL UNIQUE,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      member_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      joined_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (owner_id, member_id),
      CHECK (owner_id <> member_id)
    );
    CREATE INDEX household_member_of ON household_member (member_id);
    CREATE TABLE household_camera (
      owner_id text NOT NULL,
      member_id text NOT NULL,
      device_id text NOT NULL,
      rights text[] NOT NULL CHECK (rights <@ '{watch,manage,pay}' AND cardinality(rights) > 0),
      PRIMARY KEY (member_id, device_id, owner_id),
      FOREIGN KEY (owner_id, member_id) REFERENCES household_member ON DELETE CASCADE
    );
    CREATE INDEX household_camera_device ON household_camera (device_id);
    CREATE INDEX household_camera_owner ON household_camera (owner_id, member_id);
    CREATE TABLE household_view (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      member_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      device_id text NOT NULL,
      event_id text,
      kind text NOT NULL CHECK (kind IN ('playback', 'download', 'share')),
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX household_view_owner ON household_view (owner_id, id DESC);
    CREATE INDEX household_view_member ON household_view (member_id);
    CREATE INDEX household_view_age ON household_view (at);
    CREATE VIEW household_right AS
      SELECT member.id AS household_id, camera.owner_id, camera.member_id, camera.device_id, camera.rights
      FROM household_camera camera
        JOIN household_member member ON member.owner_id = camera.owner_id AND member.member_id = camera.member_id
        JOIN device ON device.device_id = camera.device_id AND device.owner_id = camera.owner_id
          AND device.removed_at IS NULL
      WHERE NOT EXISTS (SELECT FROM owner_suspension WHERE owner_suspension.owner_id IN (camera.owner_id, camera.member_id))
        AND NOT EXISTS (SELECT FROM leaving_owner WHERE leaving_owner.owner_id IN (camera.owner_id, camera.member_id));
    ALTER TABLE playback ADD COLUMN member_id text;
    CREATE INDEX playback_member ON playback (member_id) WHERE member_id IS NOT NULL;
  `,
};
