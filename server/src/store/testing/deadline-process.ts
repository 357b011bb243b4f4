/** A process of its own for tests: takes deadlines of kind `step` and, where told to hang, never finishes the first. */
import { runDeadlines } from '../deadlines.ts';
import { openNotifications } from '../notifications.ts';
import { openFoundation, SCHEMA } from './schema.ts';

const [url, hangs] = process.argv.slice(2);
if (!url) throw new Error('usage: deadline-process.ts URL [hangs]');

const { db } = await openFoundation({ connectionString: url });
const notifications = await openNotifications({ connectionString: url }, SCHEMA, () => {});
runDeadlines({
  db,
  notifications,
  onError: () => {},
  handlers: {
    step: async ({ subject }, trx) => {
      await trx.insertInto('fired').values({ subject, by: 'child' }).execute();
      process.send?.({ took: subject });
      if (hangs) await new Promise(() => {});
    },
  },
});
process.send?.('ready');
