// The server that is measured, in a process of its own. Tells its ports and, when asked, the statements that it sent since it
// was asked before, and what memory its heaps hold after garbage was collected: room that they have and do not use depends on
// what came before. Ends with the bench.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLog, readConfig, startServer } from '@kaitong/server';
import { cheapPasswords, countStatements } from '@kaitong/server/testing';
import { sumOf } from '../counting/count-processes.ts';
import { nativeHeap } from '../machine.ts';

export type Asked = 'memory' | 'statements';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const counting = countStatements([]);
const server = await startServer(readConfig(process.env), {
  log: createLog({ level: 'warn' }),
  judge: { processes: 1 },
  passwords: cheapPasswords,
});
const answers: Record<Asked, () => number> = {
  memory() {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external + nativeHeap(process.pid);
  },
  statements: () => sumOf(counting.take()),
};
process.on('message', (asked: Asked) => void process.send?.(answers[asked]()));
process.send?.({ url: server.url });
process.once('disconnect', () => void server.stop());
