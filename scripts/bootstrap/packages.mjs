// Whether node_modules is what package-lock.json asks for, whoever installed it, and installing it if not.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './folders.mjs';
import { messages } from './messages.mjs';
import { npmCi } from './npm.mjs';
import { secondsSince, startProgress } from './progress.mjs';

const installedList = path.join(root, 'node_modules/.package-lock.json'); // npm writes it last, when all is unpacked

/** Name of the first package that is absent or another than the lock file says; undefined when all are right. */
export function findMissingPackage() {
  const asked = packagesIn(path.join(root, 'package-lock.json'));
  const there = existsSync(installedList) ? packagesIn(installedList) : {};
  const needed = new Set(Object.keys(asked).filter((at) => isPackage(at) && !asked[at].optional));
  for (const at of Object.keys(there)) if (isPackage(at)) needed.add(at);
  // Of the optional packages, those that our own packages name for this platform have to be there.
  for (const at of Object.keys(asked).filter((at) => !isPackage(at))) {
    for (const name of Object.keys(asked[at].optionalDependencies ?? {})) needed.add(`node_modules/${name}`);
  }
  const missing = [...needed].find((at) => !isSame(asked[at], there[at]) && fitsPlatform(asked[at]));
  return missing?.replace(/^.*node_modules\//, '');
}

/** `npm ci` with `node`, saying how far it is. The caller holds the folder's lock. */
export async function installPackages(node) {
  console.error(messages.installing());
  const start = Date.now();
  const asked = packagesIn(path.join(root, 'package-lock.json'));
  const expected = Object.keys(asked).filter((at) => isPackage(at) && !asked[at].link && fitsPlatform(asked[at]));
  const isUnpacked = (at) => existsSync(path.join(root, at, 'package.json'));
  const stop = startProgress(() =>
    messages.installingProgress(expected.filter(isUnpacked).length, expected.length, secondsSince(start)),
  );
  try {
    await npmCi(node, root, findMissingPackage);
  } catch (error) {
    rmSync(installedList, { force: true }); // npm may have ended as if nothing had happened
    throw error;
  } finally {
    stop();
  }
  console.error(messages.installed(secondsSince(start)));
}

const isPackage = (at) => at.includes('node_modules/');
const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
const isSame = (a, b) =>
  a?.version === b?.version && a?.integrity === b?.integrity && a !== undefined && b !== undefined;

function fitsPlatform(entry) {
  const fits = (list, value) => list === undefined || list.includes(value);
  return fits(entry?.os, process.platform) && fits(entry?.cpu, process.arch) && fits(entry?.libc, 'glibc');
}
