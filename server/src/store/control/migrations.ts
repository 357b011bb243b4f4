import { keptSecretMigration } from '../../secrets/kept-secret.ts';
import { keptAuthorityMigration } from '../../tls/kept-authority.ts';
import { uptimeMigration } from '../../uptime/tables.ts';
import { awaitedNewsMigration } from '../awaited-news.ts';
import { clockMigration, keptClockMigration, unmovedClockMigration } from '../clock-migration.ts';
import { databaseLifeMigration } from '../database-life.ts';
import { claimDeadlineMigration, deadlineMigration } from '../deadlines.ts';
import type { Migrations } from '../migrate.ts';
import { rateLimitMigration } from '../rate-limits.ts';
import { processKeysMigration, serverProcessMigration } from '../server-processes.ts';
import { followedTopicMigration, topicMigration } from '../topics.ts';
import { accountMigrations } from './accounts.ts';
import { applicationMigrations } from './applications.ts';
import { backupMigrations } from './backups.ts';
import { billingMigrations } from './billing.ts';
import { bulkActivationMigrations } from './bulk-activations.ts';
import { callMigrations } from './calls.ts';
import { certificateMigrations } from './certificates.ts';
import { conformanceMigrations } from './conformance.ts';
import { findingsMigrations } from './findings.ts';
import { firmwareMigrations } from './firmware.ts';
import { noticeMigrations } from './notices.ts';
import { productMigrations } from './products.ts';
import { saleMigrations } from './sales.ts';
import { serviceMigrations } from './services.ts';
import { soakMigrations } from './soak.ts';
import { waiverMigrations } from './waivers.ts';
import { webhookMigrations } from './webhooks.ts';

/** The schema of the control plane. */
export const CONTROL_SCHEMA = 'control';

export const controlMigrations: Migrations = {
  '0001_clock': clockMigration(CONTROL_SCHEMA),
  '0002_deadlines': deadlineMigration,
  '0003_topics': topicMigration,
  '0004_rate_limits': rateLimitMigration,
  ...accountMigrations,
  ...productMigrations,
  ...serviceMigrations,
  ...applicationMigrations,
  '0050_tidying': `INSERT INTO deadline (kind, subject, due_at) VALUES ('control.tidy', 'all', kaitong_now())`,
  ...billingMigrations,
  ...bulkActivationMigrations,
  ...callMigrations,
  ...certificateMigrations,
  ...saleMigrations,
  ...conformanceMigrations,
  ...soakMigrations,
  ...backupMigrations,
  ...noticeMigrations,
  ...webhookMigrations,
  ...waiverMigrations,
  ...findingsMigrations,
  ...firmwareMigrations,
  '0900_server_process': serverProcessMigration,
  '0920_kept_secrets': keptSecretMigration,
  '0921_process_keys': processKeysMigration,
  '0976_kept_authority': keptAuthorityMigration,
  '0923_database_life': databaseLifeMigration,
  '0901_uptime': uptimeMigration(['api']),
  '0974_claim_deadline': claimDeadlineMigration,
  '1223_unmoved_clock': unmovedClockMigration(CONTROL_SCHEMA),
  '1224_kept_clock': keptClockMigration(CONTROL_SCHEMA),
  '1240_kept_bytes': 'ALTER TABLE plan ADD COLUMN kept_bytes bigint',
  '1275_followed_topics': followedTopicMigration,
  '1295_awaited_news': awaitedNewsMigration,
};
