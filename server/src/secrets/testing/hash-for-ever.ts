// A program that hashes one password after the other, says by which process, and never ends by itself.
import { HashingProcess } from '../hashing-process.ts';

const hashing = new HashingProcess(0);
await hashing.hash('first');
process.send?.(hashing.pid);
for (;;) await hashing.hash('next');
