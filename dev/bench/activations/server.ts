// The server that is measured, in a process of its own; counts what it asks of its database.
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords, countStatements } from '@kaitong/server/testing';

export type Counted = { statements: Record<string, number> };

const counting = countStatements([]);
const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'warn' }),
  passwords: cheapPasswords,
});
process.on('message', () => {
  const counted: Counted = { statements: counting.take() };
  process.send?.(counted);
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
