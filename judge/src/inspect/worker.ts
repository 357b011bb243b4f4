import { parentPort } from 'node:worker_threads';
import type { Finding } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInput } from '@kaitong/media';
import { headersAround } from '../headers/headers-around.ts';
import { nodePorts } from '../node-ports.ts';

type Asked = { id: number; input: ObjectInput; findings?: readonly Finding[] };

// The program of an inspector's thread: plain TypeScript over bytes, so it may be ended at any moment.
parentPort?.on('message', ({ id, input, findings }: Asked) => {
  const answer = findings ? headersAround(findings, input) : inspectObject(input, nodePorts);
  parentPort?.postMessage({ id, answer });
});
