import type { AccountId, Language, NoticeKind } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type NoticeTables = {
  /** What an account is told of, written with the fact. */
  notice: {
    id: string;
    seq: Generated<number>;
    account_id: AccountId;
    kind: NoticeKind;
    data: object;
    at: GeneratedStamp;
    /** When webhooks and mails were made of it; null: not yet. */
    spread_at: StampOrNull;
  };
  /** How far a user has read what an account that they are in was told. */
  notice_read: { user_id: string; account_id: AccountId; until: number };
  /** Of what a user gets mail; no row: of everything. */
  mail_choice: { user_id: string; kinds: NoticeKind[]; language: Language };
};

export const noticeMigrations: Migrations = {
  '1140_notices': `
    CREATE TABLE notice (
      id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      kind text NOT NULL,
      data jsonb NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now(),
      spread_at timestamptz
    );
    CREATE INDEX notice_account ON notice (account_id, seq);
    CREATE INDEX notice_unspread ON notice (account_id, seq) WHERE spread_at IS NULL;
    CREATE INDEX notice_at ON notice (at);
    CREATE TABLE notice_read (
      user_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      until bigint NOT NULL
    );
    CREATE TABLE mail_choice (
      user_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      kinds text[] NOT NULL,
      language text NOT NULL
    );
  `,
  '1143_notices_read_by_account': `
    ALTER TABLE notice_read ADD COLUMN account_id text REFERENCES account ON DELETE CASCADE;
    UPDATE notice_read SET account_id = (SELECT account_id FROM member WHERE member.user_id = notice_read.user_id LIMIT 1);
    DELETE FROM notice_read WHERE account_id IS NULL;
    ALTER TABLE notice_read DROP CONSTRAINT notice_read_pkey, ADD PRIMARY KEY (user_id, account_id);
  `,
};
