// `npm start` and `npm test` begin here, on whatever Node the machine has. This file and the messages keep to syntax
// that Node 13.2 parses, so that a machine with a very old Node reads a sentence and not a syntax error.
import { messages } from './bootstrap/messages.mjs';

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(messages.nodeTooOld(process.version));
  process.exit(1);
} else {
  // Only bugs reject here, and those end the process with their stack.
  void import('./bootstrap/run.mjs').then((bootstrap) => bootstrap.run(process.argv.slice(2)));
}
