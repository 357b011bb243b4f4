import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { makeLocalCertificate } from '@kaitong/server/testing';
import { freePorts } from '../../src/activation/testing/processes.ts';

export type Pebble = {
  directory: string;
  /** Whom to trust to reach it. */
  rootFile: string;
  /** Where it looks whether a name is whose who orders for it. */
  challengePort: number;
  /** Whom to trust to believe its certificates, in PEM. */
  root: string;
  /** Orders that it was given since it runs. */
  orders(): number;
  /** From now on no name is known to anybody. */
  forgetNames(): Promise<void>;
  stop(): Promise<void>;
};

/** Debian's pebble with a name server beside it, for which every name is this machine. */
export async function startPebble(folder: string, lifeSeconds: number): Promise<Pebble> {
  const [own, challengePort, names] = [await freePorts(), await freePorts(), await freePorts()];
  const { authority, pair } = await makeLocalCertificate();
  const write = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const rootFile = write('root.pem', authority.cert);
  const config = write(
    'pebble.json',
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${own}`,
        managementListenAddress: `127.0.0.1:${own + 1}`,
        certificate: write('cert.pem', pair.cert),
        privateKey: write('key.pem', pair.key),
        httpPort: challengePort,
        tlsPort: challengePort + 1,
        certificateValidityPeriod: lifeSeconds,
      },
    }),
  );
  const off = ['doh', 'http01', 'https01', 'tlsalpn01'].flatMap((kind) => [`-${kind}`, '']);
  const resolver = spawn(
    'pebble-challtestsrv',
    [...off, '-dns01', `127.0.0.1:${names}`, '-management', `127.0.0.1:${names + 1}`, '-defaultIPv6', ''],
    { stdio: 'ignore' },
  );
  const pebble = spawn('pebble', ['-config', config, '-dnsserver', `127.0.0.1:${names}`], {
    env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let orders = 0;
  for (const output of [pebble.stdout, pebble.stderr])
    createInterface({ input: output }).on('line', (line) => {
      if (line.includes('POST /order-plz')) orders += 1;
    });
  const root = await askUntilAnswered(pebble, `https://localhost:${own + 1}/roots/0`, authority.cert);
  await askUntilAnswered(pebble, `https://localhost:${own}/dir`, authority.cert);
  return {
    directory: `https://localhost:${own}/dir`,
    rootFile,
    challengePort,
    root,
    orders: () => orders,
    forgetNames: () => end(resolver),
    async stop() {
      await Promise.all([end(resolver), end(pebble)]);
    },
  };
}

/** It writes where it listens before it does. */
async function askUntilAnswered(pebble: ChildProcess, url: string, ca: string): Promise<string> {
  for (;;) {
    try {
      return await ask(url, ca);
    } catch (error) {
      if (pebble.exitCode !== null) throw new Error(`pebble ended with ${pebble.exitCode}`, { cause: error });
      await setTimeout(50);
    }
  }
}

async function ask(url: string, ca: string): Promise<string> {
  const [answer] = await once(request(url, { ca }).end(), 'response');
  return await text(answer);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
