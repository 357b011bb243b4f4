// A server as a process of its own: says its address when it is ready, and stays until it is killed.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';

const log = createLog({ level: process.env.KAITONG_LOG_LEVEL ?? 'fatal' });
const config = readConfig(process.env);
const server = await startServer(config, {
  ...{ log, judge: { processes: 1 } },
  ...(config.workers === 1 && { passwords: cheapPasswords }), // a worker makes its own
});
process.send?.({ url: server.url });
process.once('disconnect', () => process.exit()); // the test is gone
