import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '@kaitong/server/testing';
import { listens } from '../listens.ts';

export type Peer = { url: string; pid: number; stop(): Promise<void> };

/** Debian's nginx with its DAV module: two workers, no hash, nothing forced to the disk. Undefined where it is not there. */
export async function startNginx(folder: string): Promise<Peer | undefined> {
  const port = await findFreePort('127.0.0.1');
  mkdirSync(path.join(folder, 'put'), { recursive: true, mode: 0o777 });
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 2; user root;
     events {}
     http { access_log off; ${places.join(' ')} client_max_body_size 300m; server { listen 127.0.0.1:${port};
       location / { root ${folder}/put; dav_methods PUT; } } }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => nginx.once('exit', () => resolve()).once('error', () => resolve()));
  const isThere = await Promise.race([listens(port), ended.then(() => false)]);
  if (!isThere || nginx.pid === undefined) return undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: nginx.pid,
    async stop() {
      nginx.kill('SIGQUIT');
      await ended;
    },
  };
}

export async function startNode(folder: string): Promise<Peer> {
  mkdirSync(folder, { recursive: true });
  const child = fork(fileURLToPath(new URL('./node-peer.ts', import.meta.url)), [folder]);
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
