import type { BackupCheck } from '@kaitong/contract';
import type { Migrations } from '../migrate.ts';

/** What came of the last night's look at the newest backup; no row where none are looked at. */
export type BackupTables = { backup_check: { of: 'newest'; found: BackupCheck } };

export const backupMigrations: Migrations = {
  '0922_backup_check': 'CREATE TABLE backup_check (of text PRIMARY KEY, found jsonb NOT NULL)',
};
