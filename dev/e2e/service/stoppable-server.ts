// A server as a process of its own that says its address when it is ready, and stops as a service manager stops it when it
// is told to. It is run by the sources of this release and of an older one, so it asks little of them.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';

const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'error' }),
  judge: { processes: 1 },
  passwords: cheapPasswords,
});
process.send?.({ url: server.url });
process.once('message', () => void server.stop().then(() => process.exit()));
process.once('disconnect', () => process.exit()); // the test is gone
