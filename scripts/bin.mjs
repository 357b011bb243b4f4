// What the commands in */bin share: the program is TypeScript, which needs the Node and the packages that `npm start`
// has set up, while the shell starts it with whatever Node it finds.
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeFolder } from './bootstrap/folders.mjs';
import { handOver } from './bootstrap/hand-over.mjs';
import { messages } from './bootstrap/messages.mjs';
import { findMissingPackage } from './bootstrap/packages.mjs';
import { findNode } from './bootstrap/pinned-node.mjs';
import { endOnBrokenPipe } from './broken-pipe.mjs';

/**
 * Runs `main(args)` of the module `entry` and exits with the code it resolves to.
 * @param {string} name the command, for messages
 * @param {string} bin `import.meta.url` of the command's file
 * @param {string} entry the module, relative to `bin`
 * @param {() => Promise<void>} [prepare] what comes first, on the Node that runs the module
 */
export async function runBin(name, bin, entry, prepare = async () => {}) {
  const node = findNode();
  if (node === undefined || findMissingPackage() !== undefined) {
    console.error(messages.binNotSetUp(name));
    process.exit(1);
  }
  if (node !== process.execPath) return handOver(node, [fileURLToPath(bin), ...process.argv.slice(2)]);
  endOnBrokenPipe();
  // Stripping types and compiling is most of what a short command costs. Judge processes are not told of this folder.
  module.enableCompileCache(path.join(runtimeFolder, 'commands'));
  await prepare();
  const { main } = await import(new URL(entry, bin).href);
  process.exitCode = await main(process.argv.slice(2));
}
