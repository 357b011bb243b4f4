import { type Duration, seconds } from '@kaitong/contract';
import pg from 'pg';

const PATIENCE = seconds(10);

/** `patience`: how long a connection may take. */
type Aside = pg.ClientConfig & { patience?: Duration };

/** A session of its own beside the pool's. @throws what kept it from being opened */
export async function openAside({ patience = PATIENCE, ...config }: Aside): Promise<pg.Client> {
  const client = new pg.Client({ connectionTimeoutMillis: patience, ...config });
  client.on('error', () => {}); // what it is asked rejects as well; unheard, the event would end this process
  try {
    await client.connect();
  } catch (error) {
    closeAside(client);
    throw error;
  }
  return client;
}

/** Asks something over one; nobody waits until it has ended, which a server that is gone does not answer. */
export async function askAside<T>(config: Aside, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openAside(config);
  try {
    return await ask(client);
  } finally {
    closeAside(client);
  }
}

const closeAside = (client: pg.Client): void => void client.end().catch(() => {});
