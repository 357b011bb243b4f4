// The server that is measured, in a process of its own. Tells its address and, when asked, the statements that it sent since
// it was asked before. Ends with the bench.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords, countStatements } from '@kaitong/server/testing';

const counting = countStatements([]);
const config = readConfig(process.env);
const server = await startServer(config, {
  log: createLog({ level: 'warn' }),
  judge: { processes: 1 },
  ...(config.workers === 1 && { passwords: cheapPasswords }), // a worker makes its own
});
process.on('message', () => void process.send?.(counting.take()));
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
