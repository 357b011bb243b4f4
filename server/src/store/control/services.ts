import type { AccountId, Language, ServiceId, ServiceOrderId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { Migrations } from '../migrate.ts';

export type AgreementChapter = { title: string; paragraphs: string[] };

export type ServiceTables = {
  /** Every version that ever was, since accounts are bound to the one that they agreed to. */
  agreement: {
    service_id: ServiceId;
    version: string;
    language: Language;
    updated_on: string;
    title: string;
    chapters: AgreementChapter[];
    /** The version that is offered now. */
    current: boolean;
  };
  service_order: {
    id: ServiceOrderId;
    account_id: AccountId;
    service_id: ServiceId;
    agreement_version: string;
    user_id: string;
    state: Generated<'in_force' | 'ended'>;
    created_at: Generated<Date>;
    effective_at: Generated<Date>;
  };
};

export const serviceMigrations: Migrations = {
  '0030_services': `
    CREATE TABLE agreement (
      service_id text NOT NULL,
      version text NOT NULL,
      language text NOT NULL,
      updated_on date NOT NULL,
      title text NOT NULL,
      chapters jsonb NOT NULL,
      current boolean NOT NULL,
      PRIMARY KEY (service_id, version, language)
    );
    CREATE UNIQUE INDEX agreement_current ON agreement (service_id, language) WHERE current;
    CREATE TABLE service_order (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account,
      service_id text NOT NULL,
      agreement_version text NOT NULL,
      user_id text NOT NULL,
      state text NOT NULL DEFAULT 'in_force' CHECK (state IN ('in_force', 'ended')),
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      effective_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE UNIQUE INDEX service_order_in_force ON service_order (account_id, service_id) WHERE state = 'in_force';
    CREATE INDEX service_order_account ON service_order (account_id, created_at DESC, id);
  `,
};
