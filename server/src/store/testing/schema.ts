import { awaitedNewsMigration } from '../awaited-news.ts';
import { clockMigration, keptClockMigration, unmovedClockMigration } from '../clock-migration.ts';
import type { Connection } from '../connection.ts';
import { type Database, openDatabase } from '../database.ts';
import { claimDeadlineMigration, deadlineMigration } from '../deadlines.ts';
import { migrate } from '../migrate.ts';
import { quotaMigration } from '../quotas.ts';
import { rateLimitMigration } from '../rate-limits.ts';
import { serverProcessMigration } from '../server-processes.ts';
import { followedTopicMigration, topicMigration } from '../topics.ts';

/** The tables of this folder in a schema of their own, as a plane's schema has them among others. */
export type FoundationTables = {
  deadline: { kind: string; subject: string; due_at: Date; tries: number; setting: number };
  fired: { subject: string; by: string };
};

export const SCHEMA = 'foundation';

export async function openFoundation(connection: Connection): Promise<Database<FoundationTables>> {
  const database = openDatabase<FoundationTables>(connection, SCHEMA, () => {});
  await migrate(database.db, SCHEMA, {
    '0001_clock': clockMigration(SCHEMA),
    '0002_deadlines': deadlineMigration,
    '0003_topics': topicMigration,
    '0004_rate_limits': rateLimitMigration,
    '0005_fired': 'CREATE TABLE fired (subject text PRIMARY KEY, by text NOT NULL)',
    '0006_claim_deadline': claimDeadlineMigration,
    '0008_quotas': quotaMigration,
    '0007_unmoved_clock': unmovedClockMigration(SCHEMA),
    '0009_kept_clock': keptClockMigration(SCHEMA),
    '0010_followed_topics': followedTopicMigration,
    '0011_server_process': serverProcessMigration,
    '0012_awaited_news': awaitedNewsMigration,
  });
  return database;
}
