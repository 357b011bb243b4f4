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
  /** How far a user has read what their account was told. */
  notice_read: { user_id: string; until: number };
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
};
