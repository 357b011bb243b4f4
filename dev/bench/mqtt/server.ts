// The server that is measured, in a process of its own. Tells its ports and, when asked, what memory its heaps hold after
// garbage was collected: room that they have and do not use depends on what came before. Ends with the bench.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';
import { nativeHeap } from '../machine.ts';

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
  const { heapUsed, external } = process.memoryUsage();
  const remembered: Remembered = { memory: heapUsed + external + nativeHeap(process.pid) };
  process.send?.(remembered);
});
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
