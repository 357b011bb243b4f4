import { type AccountId, LANGUAGES, type Language, type ServiceId } from '@kaitong/contract';
import type { Generated, Kysely } from 'kysely';
import type { StampOrNull } from '../columns.ts';
import { json } from '../database.ts';
import type { Migrations } from '../migrate.ts';
import { videoCloudStorage20190410 } from './agreements/video-cloud-storage-2019-04-10.ts';

export type AgreementText = { title: string; chapters: { title: string; paragraphs: string[] }[] };

export type ServiceTables = {
  /** Every version that ever was, since accounts are bound to the one that they agreed to. One is `current`: offered. */
  agreement_version: {
    service_id: ServiceId;
    version: string;
    updated_on: string;
    share_percent: number;
    state: 'draft' | 'current' | 'past';
    published_at: StampOrNull;
  };
  /** Its text. */
  agreement: {
    service_id: ServiceId;
    version: string;
    language: Language;
    title: string;
    chapters: AgreementText['chapters'];
  };
  service_order: {
    id: string;
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
  '0031_video_cloud_storage_2019_04_10': (db) =>
    offerAgreement(db, 'video-cloud-storage', '2019-04-10', '2019-04-10', videoCloudStorage20190410),
  '0064_agreement_versions': `
    CREATE TABLE agreement_version (
      service_id text NOT NULL,
      version text NOT NULL,
      updated_on date NOT NULL,
      share_percent int NOT NULL CHECK (share_percent BETWEEN 0 AND 100),
      state text NOT NULL CHECK (state IN ('draft', 'current', 'past')),
      published_at timestamptz,
      PRIMARY KEY (service_id, version)
    );
    INSERT INTO agreement_version (service_id, version, updated_on, share_percent, state, published_at)
      SELECT DISTINCT service_id, version, updated_on, 10, CASE WHEN current THEN 'current' ELSE 'past' END, kaitong_now()
      FROM agreement;
    CREATE UNIQUE INDEX agreement_version_current ON agreement_version (service_id) WHERE state = 'current';
    ALTER TABLE agreement
      DROP COLUMN updated_on,
      DROP COLUMN current,
      ADD FOREIGN KEY (service_id, version) REFERENCES agreement_version;
  `,
};

/** The table as it was before its versions had one of their own. */
type UnversionedTables = {
  agreement: ServiceTables['agreement'] & { updated_on: string; current: boolean };
};

async function offerAgreement(
  untyped: Kysely<unknown>,
  serviceId: ServiceId,
  version: string,
  updatedOn: string,
  texts: Record<Language, AgreementText>,
): Promise<void> {
  const db = untyped as Kysely<UnversionedTables>;
  for (const language of LANGUAGES) {
    const { title, chapters } = texts[language];
    const text = { language, title, chapters: json(chapters) };
    await db
      .insertInto('agreement')
      .values({ service_id: serviceId, version, updated_on: updatedOn, current: true, ...text })
      .execute();
  }
}
