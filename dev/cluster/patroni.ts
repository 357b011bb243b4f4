import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, withAdmin } from '@kaitong/server/testing';
import { eventually } from '../src/activation/testing/eventually.ts';
import { descendantsOf } from '../src/start/testing/process-list.ts';
import { type Engine, engineUser, signal, startEngine } from './engine.ts';

export type NodeName = 'p1' | 'p2' | 'p3';

export type PostgresCluster = AsyncDisposable & {
  folder: string;
  /** Of a database of Kaitong's own, by all three nodes. */
  url: string;
  /** Of a user who may do anything, at one node. */
  adminOf(node: NodeName): { host: string; port: number; user: string; password: string; database: string };
  /** @throws while there is none */
  leader(): Promise<NodeName>;
  /** Resolves when one node leads, one is its synchronous standby, and the third follows too. */
  isWhole(): Promise<void>;
  /** `kill -9` of PostgreSQL alone: its Patroni lives. */
  killServer(node: NodeName): void;
  /** `kill -9` of PostgreSQL and Patroni: nobody gives the lease back. */
  killNode(node: NodeName): void;
  /** SIGSTOP of all that runs on it, as a machine that froze. */
  freeze(node: NodeName): void;
  thaw(node: NodeName): void;
  startNode(node: NodeName): void;
};

const NODES: readonly NodeName[] = ['p1', 'p2', 'p3'];
const HOST = '127.0.0.1';
const DATABASE = 'kaitong';
const PASSWORDS = { postgres: 'of-all', kaitong: 'of-kaitong' };
/** Two of etcd, and for each node one of PostgreSQL and one of Patroni. */
const PORTS = 8;

/**
 * Debian's PostgreSQL on three nodes under Patroni with etcd, each with a folder of its own on loopback, with the settings
 * of the guide.
 */
export async function startPatroni(): Promise<PostgresCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-patroni-'));
  chmodSync(folder, 0o711);
  const port = await findFreePort(HOST, { inARow: PORTS });
  const user = engineUser('postgres');
  const own = (file: string): string => {
    if (user) chownSync(file, user.uid, user.gid);
    return file;
  };
  own(folder);
  const portOf = (node: NodeName): number => port + 2 + NODES.indexOf(node);
  const restOf = (node: NodeName): string => `${HOST}:${port + 5 + NODES.indexOf(node)}`;
  const dataOf = (node: NodeName): string => path.join(folder, `data-${node}`);
  for (const node of NODES) {
    const settings = { node, folder, data: dataOf(node), port: portOf(node), rest: restOf(node), etcd: port };
    const file = path.join(folder, `${node}.yml`);
    writeFileSync(file, settingsOf(settings), { mode: 0o600 });
    own(file);
  }

  const engines = new Map<string, Engine>();
  const start = (name: string, command: string, ...args: string[]): void => {
    engines.set(name, startEngine(command, args, { folder, log: path.join(folder, `${name}.log`), user }));
  };
  const startNode = (node: NodeName): void => start(node, 'patroni', path.join(folder, `${node}.yml`));
  /** PostgreSQL survives the death of its Patroni. */
  const serverPids = (node: NodeName): number[] => {
    const file = path.join(dataOf(node), 'postmaster.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : Number.NaN;
    return existsSync(`/proc/${pid}`) ? [pid, ...descendantsOf(pid).map((one) => one.pid)] : [];
  };
  const pidsOf = (node: NodeName): number[] => [
    ...new Set([...(engines.get(node)?.pids() ?? []), ...serverPids(node)]),
  ];

  const ask = async (node: NodeName, what: string): Promise<Response> =>
    await fetch(`http://${restOf(node)}/${what}`, { signal: AbortSignal.timeout(1000) });
  const leader = async (): Promise<NodeName> => {
    const leads = NODES.map(async (node) => {
      const answer = await ask(node, 'primary');
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${node} does not lead`);
      return node;
    });
    return await Promise.any(leads);
  };
  const isWhole = async (): Promise<void> =>
    await eventually(async () => {
      const { members } = (await (await ask(await leader(), 'cluster')).json()) as {
        members: { role: string; state: string }[];
      };
      const said = members.map(({ role, state }) => `${role} ${state}`).sort();
      const whole = ['leader running', 'replica streaming', 'sync_standby streaming'];
      if (said.join() !== whole.join()) throw new Error(`the cluster has ${said.join(', ') || 'no members'}`);
    }, 120_000);

  const adminOf: PostgresCluster['adminOf'] = (node) => ({
    ...{ host: HOST, port: portOf(node), database: 'postgres' },
    ...{ user: 'postgres', password: PASSWORDS.postgres },
  });
  async function stop(): Promise<void> {
    for (const node of NODES) {
      const pids = pidsOf(node);
      signal(pids, 'SIGKILL');
      await engines.get(node)?.end('SIGKILL');
      await eventually(() => {
        if (pids.some(isAlive)) throw new Error(`${node} has not ended`);
      });
    }
    await engines.get('etcd')?.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    const [clients, peers] = [`http://${HOST}:${port}`, `http://${HOST}:${port + 1}`];
    start(
      ...(['etcd', 'etcd', '--name', 'e', '--data-dir', path.join(folder, 'etcd')] as const),
      ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
      ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `e=${peers}`],
    );
    await eventually(async () => void (await (await fetch(`${clients}/health`)).text()));
    startNode('p1');
    await eventually(leader, 60_000);
    for (const node of ['p2', 'p3'] as const) startNode(node);
    await isWhole();
    await withAdmin(adminOf(await leader()), async (admin) => {
      await admin.query(`CREATE ROLE ${DATABASE} LOGIN PASSWORD '${PASSWORDS.kaitong}'`);
      await admin.query(`CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
    });
  } catch (error) {
    const said = readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => `${name}: ${readFileSync(path.join(folder, name), 'utf8').slice(-1500)}`);
    await stop();
    throw new Error(`The cluster did not start. ${said.join('\n')}`, { cause: error });
  }
  const hosts = NODES.map((node) => `${HOST}:${portOf(node)}`).join();
  return {
    folder,
    url: `postgresql://${DATABASE}:${PASSWORDS.kaitong}@${hosts}/${DATABASE}?target_session_attrs=read-write`,
    adminOf,
    leader,
    isWhole,
    killServer: (node) => signal(serverPids(node).slice(0, 1), 'SIGKILL'),
    killNode: (node) => signal([...(engines.get(node)?.pids() ?? []).slice(0, 1), ...serverPids(node)], 'SIGKILL'),
    freeze: (node) => signal(pidsOf(node), 'SIGSTOP'),
    thaw: (node) => signal(pidsOf(node), 'SIGCONT'),
    startNode,
    [Symbol.asyncDispose]: stop,
  };
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Of Debian's packages the newest. */
function binaries(): string {
  const folder = '/usr/lib/postgresql';
  const [newest] = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return path.join(folder, newest ?? '', 'bin');
}

/** What the guide has operators write into `bootstrap.dcs`. */
function settingsOfGuide(): string {
  const guide = readFileSync(path.resolve(import.meta.dirname, '../../docs/guide/operator.md'), 'utf8');
  const [, block = ''] = /```yaml\n(ttl: [\s\S]*?)```/.exec(guide) ?? [];
  return block.replace(/^/gm, '    ').trimEnd();
}

type NodeSettings = { node: NodeName; folder: string; data: string; port: number; rest: string; etcd: number };

const settingsOf = ({ node, folder, data, port, rest, etcd }: NodeSettings): string => `scope: kaitong
name: ${node}
restapi: {listen: '${rest}', connect_address: '${rest}'}
etcd3: {host: '${HOST}:${etcd}'}
bootstrap:
  dcs:
${settingsOfGuide()}
  initdb: [{encoding: UTF8}, data-checksums, {locale: C.UTF-8}]
postgresql:
  listen: ${HOST}:${port}
  connect_address: ${HOST}:${port}
  bin_dir: ${binaries()}
  data_dir: ${data}
  pgpass: ${folder}/pgpass-${node}
  pg_hba: [local all all peer, host all all 127.0.0.1/32 scram-sha-256, host replication all 127.0.0.1/32 scram-sha-256]
  authentication:
    superuser: {username: postgres, password: ${PASSWORDS.postgres}}
    replication: {username: replication, password: of-standbys}
    rewind: {username: rewind, password: of-rewind}
  parameters: {unix_socket_directories: ${folder}, shared_buffers: 64MB, wal_keep_size: 256MB}
`;
