// The server that is measured, in a process of its own. Tells its address, and ends with the bench.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';

const config = readConfig(process.env);
const server = await startServer(config, {
  log: createLog({ level: 'warn' }),
  judge: { processes: 1 },
  ...(config.workers === 1 && { passwords: cheapPasswords }), // a worker makes its own
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
