// The server that is measured, in a process of its own, with passwords hashed as in service. Ends with the bench.
import { createLog, readConfig, startServer } from '@kaitong/server';

const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'warn' }),
  judge: { processes: 1 },
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
