import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@kaitong/server/testing';
import { eventually } from '../../src/activation/testing/eventually.ts';

export type Cluster = AsyncDisposable & {
  /** As a server's settings name it. */
  settings: { url: string; apis: string[]; hook: { host: string; port: number; path: string } };
  /** Of each node. */
  mqttUrls: string[];
  /** Waits until all nodes have found each other; they ask our hook from then on. */
  kill(node: number): Promise<void>;
  start(node: number): Promise<void>;
};

const run = promisify(execFile);
const HOST = '127.0.0.1';
const NODES = [0, 1, 2];
const PORTS = 40;
/** Debian's wrapper in the path reads settings of the machine. */
const BIN = '/usr/lib/rabbitmq/bin';
const USER = 'rabbitmq';
export const HOOK_PATH = '/a-path-that-nobody-guesses';
const PASSWORD = 'the-platform';

/** Debian's RabbitMQ as a cluster of three nodes, in a folder of its own, on loopback alone. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-rabbit-'));
  const first = await findFreePort(HOST, { inARow: PORTS });
  const port = { hook: first, epmd: first + 1, amqp: first + 2, mqtt: first + 5, api: first + 8, dist: first + 11 };
  const nodes = new Map<number, ChildProcess>();
  const isRoot = process.getuid?.() === 0;
  /** Erlang's programs refuse a cookie that is not theirs; engines do not run as root. */
  const as = (program: string, ...given: string[]): [string, string[]] =>
    isRoot
      ? ['setpriv', [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', program, ...given]]
      : [program, given];
  const environment = (node: number): Record<string, string> => ({
    ...{ HOME: folder, LANG: 'C.UTF-8', PATH: process.env.PATH ?? '' },
    ...{ ERL_EPMD_PORT: `${port.epmd}`, ERL_EPMD_ADDRESS: HOST },
    RABBITMQ_NODENAME: `r${node}@localhost`,
    RABBITMQ_DIST_PORT: `${port.dist + node}`,
    RABBITMQ_CONFIG_FILE: path.join(folder, `${node}`, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: path.join(folder, `${node}`, 'db'),
    RABBITMQ_LOG_BASE: path.join(folder, `${node}`),
    RABBITMQ_PID_FILE: path.join(folder, `${node}`, 'pid'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CTL_DIST_PORT_MIN: `${port.dist + 3}`,
    RABBITMQ_CTL_DIST_PORT_MAX: `${first + PORTS - 1}`,
  });
  const ctl = async (node: number, ...given: string[]): Promise<string> => {
    const [program, args] = as(`${BIN}/rabbitmqctl`, '-q', ...given);
    return (await run(program, args, { env: environment(node), cwd: folder })).stdout;
  };
  /** Without the last, a node listens on all addresses for the others. */
  const start = (node: number): void => {
    const [program, args] = as(`${BIN}/rabbitmq-server`);
    const RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS = '+S 2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}';
    const env = { ...environment(node), RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS };
    nodes.set(
      node,
      spawn(program, args, { env, cwd: folder, stdio: 'ignore', detached: true }).once('error', () => {}),
    );
  };
  const ready = async (node: number): Promise<void> =>
    await eventually(async () => void (await ctl(node, 'await_startup', '--timeout', '60')), 120_000);

  /** The whole group: a shell stands around Erlang. */
  async function end(node: number): Promise<void> {
    const program = nodes.get(node);
    if (program?.pid === undefined || program.exitCode !== null || program.signalCode !== null) return;
    const ended = once(program, 'exit');
    process.kill(-program.pid, 'SIGKILL');
    await ended;
  }
  async function stop(): Promise<void> {
    for (const node of NODES) await end(node);
    const [program, args] = as('epmd', '-port', `${port.epmd}`, '-kill');
    await run(program, args, { env: environment(0) }).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    writeFileSync(
      path.join(folder, 'plugins'),
      '[rabbitmq_mqtt,rabbitmq_auth_backend_http,rabbitmq_event_exchange,rabbitmq_management].',
    );
    writeFileSync(path.join(folder, '.erlang.cookie'), 'KAITONGTEST', { mode: 0o400 });
    for (const node of NODES) {
      mkdirSync(path.join(folder, `${node}`));
      writeFileSync(path.join(folder, `${node}`, 'rabbitmq.conf'), settingsOf(node, port));
    }
    chmodSync(folder, 0o711);
    if (isRoot) execFileSync('chown', ['-R', `${USER}:${USER}`, folder]);
    for (const node of NODES) start(node);
    await Promise.all(NODES.map(ready));
    await eventually(async () => {
      const { running_nodes: running } = JSON.parse(await ctl(0, 'cluster_status', '--formatter', 'json'));
      if (running.length < NODES.length) throw new Error('the nodes have not found each other');
    }, 60_000);
    return {
      settings: {
        url: `amqp://kaitong:${PASSWORD}@${NODES.map((node) => `${HOST}:${port.amqp + node}`).join()}/`,
        apis: NODES.map((node) => `http://${HOST}:${port.api + node}`),
        hook: { host: HOST, port: port.hook, path: HOOK_PATH },
      },
      mqttUrls: NODES.map((node) => `mqtt://${HOST}:${port.mqtt + node}`),
      kill: end,
      async start(node) {
        start(node);
        await ready(node);
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    process.stderr.write(logsOf(folder));
    await stop();
    throw error;
  }
}

const logsOf = (folder: string): string =>
  NODES.map((node) => {
    try {
      return readFileSync(path.join(folder, `${node}`, `r${node}@localhost.log`), 'utf8').slice(-2000);
    } catch {
      return '';
    }
  }).join('\n');

type Ports = { hook: number; amqp: number; mqtt: number; api: number };

/** As the operator's guide says, beside what three nodes on one machine need. */
const settingsOf = (node: number, port: Ports): string => `
listeners.tcp.1 = ${HOST}:${port.amqp + node}
mqtt.listeners.tcp.1 = ${HOST}:${port.mqtt + node}
management.tcp.ip = ${HOST}
management.tcp.port = ${port.api + node}
management_agent.disable_metrics_collector = true
${clusterSettings(`http://${HOST}:${port.hook}${HOOK_PATH}`)}
cluster_formation.peer_discovery_backend = classic_config
${NODES.map((other) => `cluster_formation.classic_config.nodes.${other + 1} = r${other}@localhost`).join('\n')}
cluster_partition_handling = pause_minority
log.console = false
log.file.level = warning
`;

/** What the operator's guide has, word for word. */
function clusterSettings(hook: string): string {
  const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/guide/operator.md'), 'utf8');
  const [, block = ''] = /```ini\n(mqtt\.vhost[^`]*)```/.exec(guide) ?? [];
  if (block === '') throw new Error('the guide of operators has no settings of RabbitMQ');
  return block.replaceAll(/http:\/\/127\.0\.0\.1:7090\/[^/\s]+/g, hook);
}
