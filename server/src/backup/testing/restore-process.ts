/** A program of its own for tests: restores a backup, and says so and hangs before it fills the table named last. */
import { readConfig } from '../../config.ts';
import { silentLog } from '../../log.ts';
import { restoreBackup } from '../restore-backup.ts';

const [file, hangsAt] = process.argv.slice(2);
if (!file) throw new Error('usage: restore-process.ts FILE [SCHEMA.TABLE]');

await restoreBackup(readConfig(process.env), file, {
  log: silentLog,
  async onTable(schema, table) {
    if (`${schema}.${table}` !== hangsAt) return;
    process.send?.('there');
    await new Promise(() => setInterval(() => {}, 60_000));
  },
});
