/** A process of its own for tests: appends `count` entries to one topic, four transactions at a time. */
import { appendForFollowers } from '../topics.ts';
import { openFoundation } from './schema.ts';

const [url, topic, count] = process.argv.slice(2);
if (!url || !topic) throw new Error('usage: append-process.ts URL TOPIC COUNT');

const { db, close } = await openFoundation({ connectionString: url });
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
let next = 0;
const lane = async (): Promise<void> => {
  while (next < Number(count)) {
    const n = next++;
    await db
      .transaction()
      .execute(async (trx) => {
        await appendForFollowers(trx, topic, { pid: process.pid, n });
        if (n % 7 === 3) throw new Error('rolled back');
      })
      .catch(() => {});
  }
};
await Promise.all([lane(), lane(), lane(), lane()]);
await close();
process.disconnect();
