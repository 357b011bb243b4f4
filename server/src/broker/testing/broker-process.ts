// A region with its broker as a process of its own: says the broker's port, and stays until it is killed.
import { openTestRegion } from '../../http/testing/region.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';

const { connection, key } = JSON.parse(process.env.BROKER_PROCESS ?? '{}');
const region = await openTestRegion({ connection }, { keys: createKeyRing(Buffer.from(key, 'hex')) });
const broker = await region.startBroker();
process.send?.({ port: broker.port });
process.once('disconnect', () => process.exit()); // the test is gone
