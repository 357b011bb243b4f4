import { parentPort } from 'node:worker_threads';
import { inspectObject, type ObjectInput } from '@kaitong/media';
import { nodePorts } from '../node-ports.ts';

// The program of an inspector's thread: plain TypeScript over bytes, so it may be ended at any moment.
parentPort?.on('message', ({ id, input }: { id: number; input: ObjectInput }) => {
  parentPort?.postMessage({ id, inspection: inspectObject(input, nodePorts) });
});
