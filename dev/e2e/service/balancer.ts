import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trustEverywhere } from '@kaitong/device';
import { findFreePort, makeLocalCertificate } from '@kaitong/server/testing';
import { root } from '../../../scripts/command.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import type { Front, PartPorts } from '../../src/service/testing/divided.ts';

/** Debian's HAProxy as the guide sets it up, with TLS for pages and cameras, before processes on ports of a test's own. */
export async function openBalancer({ api, broker }: PartPorts): Promise<Front> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-balancer-'));
  const { authority, pair } = await makeLocalCertificate();
  trustEverywhere(authority.cert);
  const site = path.join(folder, 'site.pem');
  writeFileSync(site, `${pair.cert}\n${pair.key}`);
  const [https, mqtts, planes] = [await freePort(), await freePort(), await freePort()];
  const [a1, a2] = api;
  const [b1 = 0, b2 = 0] = broker;
  const guide = readFileSync(path.join(root, 'docs/guide/operator.md'), 'utf8');
  const [, block = ''] = /```haproxy\n([\s\S]*?)```/.exec(guide) ?? [];
  const here: Record<string, string> = {
    'maxconn 20000': 'maxconn 2000', // what a test's shell may open
    '/etc/haproxy/site.pem': site,
    ':443 ': `127.0.0.1:${https} `,
    ':8883 ': `127.0.0.1:${mqtts} `,
    '127.0.0.1:7000': `127.0.0.1:${planes}`,
    'a1 127.0.0.1:7080': `a1 127.0.0.1:${a1}`,
    'a2 127.0.0.1:7090': `a2 127.0.0.1:${a2}`,
    'b1 127.0.0.1:7181 check port 7180': `b1 127.0.0.1:${b1 + 1} check port ${b1}`,
    'b2 127.0.0.1:7191 check port 7190': `b2 127.0.0.1:${b2 + 1} check port ${b2}`,
  };
  let text = block;
  for (const [there, own] of Object.entries(here)) {
    if (!text.includes(there)) throw new Error(`the guide's haproxy.cfg is without ${there}`);
    text = text.replaceAll(there, own);
  }
  const settings = path.join(folder, 'haproxy.cfg');
  writeFileSync(settings, text);
  const program = spawn('haproxy', ['-db', '-q', '-f', settings], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()).once('error', () => resolve()));
  await eventually(() => listens(https));
  return {
    url: `https://127.0.0.1:${https}`,
    mqttUrl: `mqtts://127.0.0.1:${mqtts}`,
    planesUrl: `http://127.0.0.1:${planes}`,
    async close() {
      program.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const freePort = (): Promise<number> => findFreePort('127.0.0.1');

async function listens(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
