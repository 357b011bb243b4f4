// In this order: is this a machine for us, a Node that is new enough, the packages, and then the program itself.
import { root } from './folders.mjs';
import { handOver } from './hand-over.mjs';
import { lockFolder } from './lock.mjs';
import { messages } from './messages.mjs';
import { findMissingPackage, installPackages } from './packages.mjs';
import { fetchNode, findNode } from './pinned-node.mjs';
import { explain, SetupError } from './setup-error.mjs';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64'];

/** @param {string[]} args the program, relative to the root, and its arguments */
export async function run(args) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.once(signal, () => process.exit(code));
  }
  let node;
  try {
    node = await prepare();
  } catch (error) {
    const sentence = error instanceof SetupError ? error.message : explain(error.code, error.path ?? root);
    if (sentence === undefined) throw error;
    console.error(sentence);
    process.exit(1);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  handOver(node, args, root);
}

async function prepare() {
  const node = findNode();
  if (node !== undefined && findMissingPackage() === undefined) return node; // a warm start writes nothing, locks nothing
  checkPlatform();
  const unlock = await lockFolder(root, () => console.error(messages.waitingForOther()));
  if (findNode() === undefined) await fetchNode();
  const fetched = findNode();
  if (findMissingPackage() !== undefined) await installPackages(fetched);
  await unlock();
  return fetched;
}

function checkPlatform() {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) throw new SetupError(messages.platformUnsupported(platform));
  process.report.excludeNetwork = true; // otherwise the report looks up every address that is connected
  if (process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined) {
    throw new SetupError(messages.platformUnsupported(`${platform}, musl`));
  }
}
