import { PARTS } from '@kaitong/core';
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
import { alarmMigrations } from './alarms.ts';
import { commandMigrations } from './commands.ts';
import { conformanceMigrations } from './conformance.ts';
import { conversionMigrations } from './conversions.ts';
import { deviceLogMigrations } from './device-log.ts';
import { deviceMigrations } from './devices.ts';
import { eventMigrations } from './events.ts';
import { figureMigrations } from './figures.ts';
import { firmwareMigrations } from './firmware.ts';
import { householdMigrations } from './household.ts';
import { judgingMigrations } from './judging.ts';
import { leavingMigrations } from './leaving.ts';
import { movingMigrations } from './moving.ts';
import { openEventMigrations } from './open-events.ts';
import { orderMigrations, planChangeMigration } from './orders.ts';
import { noticeAboutMigration, ownerMigrations } from './owners.ts';
import { playbackMigrations } from './playbacks.ts';
import { presenceMigrations } from './presence.ts';
import { pushMigrations } from './pushes.ts';
import { recordingGrantMigrations } from './recording-grants.ts';
import {
  favouriteMigration,
  footageChangeMigration,
  keptMigration,
  keysLeaveMigration,
  recordingMigrations,
} from './recordings.ts';
import { renewalMigrations } from './renewals.ts';
import { retentionMigrations } from './retention.ts';
import { runMigrations } from './runs.ts';
import { sandboxMigrations } from './sandbox.ts';
import { soakMigrations } from './soak.ts';
import { subscriptionMigrations } from './subscriptions.ts';

/** The schema of a region. */
export const regionSchema = (region: string): string => `region_${region}`;

export const regionMigrations = (region: string): Migrations => ({
  '0001_clock': clockMigration(regionSchema(region)),
  '0002_deadlines': deadlineMigration,
  '0003_topics': topicMigration,
  '0004_rate_limits': rateLimitMigration,
  ...ownerMigrations,
  ...deviceMigrations,
  ...commandMigrations,
  ...runMigrations,
  ...eventMigrations,
  ...judgingMigrations,
  ...recordingMigrations,
  ...subscriptionMigrations,
  ...playbackMigrations,
  ...orderMigrations,
  ...sandboxMigrations(region),
  ...retentionMigrations,
  ...conformanceMigrations,
  ...soakMigrations,
  ...pushMigrations,
  ...recordingGrantMigrations,
  ...presenceMigrations,
  ...deviceLogMigrations,
  ...leavingMigrations,
  ...movingMigrations,
  ...alarmMigrations,
  ...firmwareMigrations,
  ...householdMigrations,
  ...openEventMigrations,
  ...conversionMigrations,
  '0900_server_process': serverProcessMigration,
  '0920_kept_secrets': keptSecretMigration,
  '0921_process_keys': processKeysMigration,
  '0976_kept_authority': keptAuthorityMigration,
  '0923_database_life': databaseLifeMigration,
  '0924_claim_renewal': `
    INSERT INTO deadline (kind, subject, due_at) VALUES ('claims.renew', '-', kaitong_now() + interval '1 day')`,
  '0901_uptime': uptimeMigration(PARTS),
  '0902_ended_runs': `
    ALTER TABLE run ADD COLUMN grant_given_until timestamptz;
    UPDATE run SET grant_given_until = grant_expires_at;
    ALTER TABLE run ALTER COLUMN grant_given_until SET NOT NULL;
    UPDATE run SET grant_expires_at = least(grant_expires_at, ended_at) WHERE ended_at IS NOT NULL;
    UPDATE event SET state = 'closed' FROM run
    WHERE run_id = application_id AND event.state = 'open' AND run.state <> 'running';
  `,
  '0904_keys_leave': keysLeaveMigration,
  '0905_footage_changes': footageChangeMigration,
  '0906_deletion_log': `
    ALTER TABLE footage_deletion ADD COLUMN log text;
    CREATE INDEX footage_deletion_log ON footage_deletion (log) WHERE log IS NOT NULL;
  `,
  '0907_damaged_objects': `
    ALTER TABLE footage_fault DROP CONSTRAINT footage_fault_fault_check;
    ALTER TABLE footage_fault ADD CHECK (fault IN ('missing', 'wrong_size', 'damaged', 'orphaned'));
  `,
  '0974_claim_deadline': claimDeadlineMigration,
  '1010_unmoved_clock': unmovedClockMigration(regionSchema(region)),
  '1220_kept_clock': keptClockMigration(regionSchema(region)),
  '1241_favourites': favouriteMigration,
  '1250_kept': keptMigration,
  '1265_notice_about': noticeAboutMigration,
  '1266_plan_change': planChangeMigration,
  ...renewalMigrations,
  '1275_followed_topics': followedTopicMigration,
  ...figureMigrations,
  '1295_awaited_news': awaitedNewsMigration,
});
