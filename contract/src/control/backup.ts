import { z } from 'zod';
import { Instant, Region } from '../ids.ts';

/** POST, with an operator's session or API key, and perhaps `BackupSince`: answers with a tar file (`BackupManifest`). */
export const backupPath = '/api/v1/backup';

/** POST, with a backup as the body (`application/x-tar`): tries it out and answers with `BackupReport`. */
export const backupVerificationPath = '/api/v1/backup/verification';

/** The version of the file's layout. */
export const BACKUP_FORMAT = 2;

/** Entries of the file after the parts of all tables. A file that ends without them is not whole. */
export const BACKUP_MANIFEST = 'manifest.json';
/** The manifest's SHA-256, wrapped by the master key: nobody without that key can change a backup unnoticed. */
export const BACKUP_SEAL = 'seal';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const table = z.object({ name, columns: z.array(name), rows: z.int(), bytes: z.int(), sha256 });

/** A day of a table that is divided by days, with its columns. `fingerprint`: while it is the same, so are its rows. */
const dayPart = z.object({
  name,
  table: name,
  rows: z.int(),
  bytes: z.int(),
  sha256,
  fingerprint: z.string().nullable(),
});

/**
 * What a backup holds. Each table, and each day of those that are divided by days, is PostgreSQL's COPY text of its
 * columns, in one snapshot of all schemas, cut into parts that follow each other in the file (`backupPart`); tables come in
 * an order that foreign keys allow.
 */
export const BackupManifest = z
  .object({
    format: z.literal(BACKUP_FORMAT),
    /** Of Kaitong. */
    release: z.string(),
    createdAt: Instant,
    /** Ids of the master keys that secrets inside may be wrapped by. */
    masterKeys: z.array(z.string()).min(1),
    schemas: z.array(
      z.object({
        name,
        migrations: z.array(z.string()),
        tables: z.array(table),
        dayTables: z.array(z.object({ name, columns: z.array(name) })),
        /** After all tables of the schema, in order. */
        days: z.array(dayPart),
      }),
    ),
    /** Regions that other servers play: they are not inside. */
    elsewhere: z.array(Region),
  })
  .meta({ id: 'BackupManifest' });
export type BackupManifest = z.output<typeof BackupManifest>;

/**
 * What an earlier backup says of itself. Days that are as they were then are not read again: they come as an empty entry
 * (`backupSame`), for whoever asks to fill in from that backup.
 */
export const BackupSince = z.object({ manifest: z.string(), seal: z.string() });
export type BackupSince = z.output<typeof BackupSince>;

export const backupSame = (schema: string, table: string): string => `${schema}/${table}/same`;

/** `control/account/00000.copy`: the parts of a table, numbered from 0. */
export const backupPart = (schema: string, table: string, n: number): string =>
  `${schema}/${table}/${String(n).padStart(5, '0')}.copy`;

/** Which table an entry of the file belongs to; undefined for the other entries. */
export function tableOfPart(entry: string): { schema: string; table: string } | undefined {
  return placeIn(/^([a-z][a-z0-9_]*)\/([a-z][a-z0-9_]*)\/\d{5,}\.copy$/.exec(entry));
}

/** Which table an entry stands for that the earlier backup holds. */
export const tableOfSame = (entry: string): { schema: string; table: string } | undefined =>
  placeIn(/^([a-z][a-z0-9_]*)\/([a-z][a-z0-9_]*)\/same$/.exec(entry));

function placeIn(match: RegExpExecArray | null): { schema: string; table: string } | undefined {
  const [, schema, table] = match ?? [];
  return schema !== undefined && table !== undefined ? { schema, table } : undefined;
}

/** What came of a backup that was restored into a database of its own, of whose recordings a sample was played. */
export const BackupReport = z
  .object({
    createdAt: Instant,
    release: z.string(),
    /** How long restoring and playing took. */
    tookMs: z.int(),
    /** What happened in so long until now is not in it. */
    losesMs: z.int(),
    regions: z.array(
      z.object({
        region: Region,
        /** Recordings of the sample of which nothing was wrong; those that were deleted since are none of it. */
        played: z.int(),
        problems: z.array(
          z.object({
            /** The object's key. */
            key: z.string(),
            problem: z.enum(['missing', 'damaged', 'no_key', 'unreadable']),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'BackupReport' });
export type BackupReport = z.output<typeof BackupReport>;
