// The server that is measured, in a process of its own. Tells its ports and, when asked, what memory it holds after garbage
// was collected. Ends with the bench.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';
import { ownMemory } from '../machine.ts';

export type Remembered = { memory: number };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'warn' }),
  judge: { processes: 1 },
  passwords: cheapPasswords,
});
process.on('message', () => {
  collect();
  const remembered: Remembered = { memory: ownMemory(process.pid) };
  process.send?.(remembered);
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
