// The server that is measured, in a process of its own, with the built pages.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';

const [, , pages] = process.argv;
const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'warn' }),
  passwords: cheapPasswords,
  ...(pages === undefined ? {} : { pages }),
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
