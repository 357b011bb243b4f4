import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectBucket, findFreePort } from '@kaitong/server/testing';
import { eventually } from '../../src/activation/testing/eventually.ts';

export type Gateway = AsyncDisposable & {
  endpoint: string;
  credentials: { accessKey: string; secretKey: string; region: string };
  makeBucket(name: string): Promise<void>;
  /** What its administrator does. */
  admin(...given: string[]): Promise<string>;
  /** The settings by which a server keeps its objects in a bucket. */
  settings(bucket: string): Record<string, string>;
};

const run = promisify(execFile);
/** Of a monitor, a manager and a store of objects, beside the gateway's own. */
const PORTS = 20;
const PROGRAMS = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/** Debian's Ceph as an S3 store on one node: everything in memory, in a folder of its own, on loopback. */
export async function startGateway(): Promise<Gateway> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-ceph-'));
  const port = await findFreePort('127.0.0.1', { inARow: PORTS });
  for (const name of ['mon', 'mgr', 'osd', 'run', 'log']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'ceph.conf'), settingsOf(folder, port));
  const options = { env: { ...PROGRAMS, CEPH_CONF: path.join(folder, 'ceph.conf') }, cwd: folder };
  const tool = async (name: string, ...given: string[]) => (await run(name, given, options)).stdout;
  const programs: ChildProcess[] = [];
  const start = (name: string, ...given: string[]): void => {
    programs.push(spawn(name, ['-f', ...given], { ...options, stdio: 'ignore' }).once('error', () => {}));
  };
  async function stop(): Promise<void> {
    for (const program of programs.toReversed()) {
      if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) continue;
      const ended = once(program, 'exit');
      program.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    await tool('ceph-authtool', '--create-keyring', 'keyring', '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    const caps = ['mon', 'osd', 'mgr'].flatMap((part) => ['--cap', part, 'allow *']);
    for (const name of ['client.admin', 'client.rgw'])
      await tool('ceph-authtool', 'keyring', '--gen-key', '-n', name, ...caps);
    await tool('monmaptool', '--create', '--addv', 'a', `[v2:127.0.0.1:${port + 1}]`, 'monmap');
    await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', 'monmap', '--keyring', 'keyring');
    start('ceph-mon', '-i', 'a');
    await eventually(() => tool('ceph', '--connect-timeout', '5', '-s'));
    start('ceph-mgr', '-i', 'x');
    const osd = (await tool('ceph', 'osd', 'create')).trim();
    await tool('ceph-osd', '-i', osd, '--mkfs');
    start('ceph-osd', '-i', osd);
    await eventually(async () => {
      if (!/ 1 up/.test(await tool('ceph', 'osd', 'stat'))) throw new Error('the store of objects is not up');
    });
    start('radosgw', '-n', 'client.rgw');
    const endpoint = `http://127.0.0.1:${port}`;
    await eventually(async () => void (await (await fetch(endpoint)).text()), 120_000);
    const [accessKey, secretKey] = ['KAITONGKEY', 'kaitong-secret-0123456789'];
    const keys = ['--access-key', accessKey, '--secret-key', secretKey];
    await tool('radosgw-admin', 'user', 'create', '--uid', 'kaitong', '--display-name', 'Kaitong', ...keys);
    const credentials = { accessKey, secretKey, region: 'us-east-1' };
    return {
      endpoint,
      credentials,
      admin: (...given) => tool('radosgw-admin', ...given),
      settings: (bucket) => ({
        KAITONG_S3_ENDPOINT: endpoint,
        KAITONG_S3_BUCKET: bucket,
        KAITONG_S3_ACCESS_KEY: accessKey,
        KAITONG_S3_SECRET_KEY: secretKey,
      }),
      async makeBucket(bucket) {
        const ask = connectBucket({ endpoint, bucket, pathStyle: true }, credentials);
        await (await ask({ method: 'PUT', key: '' })).arrayBuffer();
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Its defaults listen on all addresses, look for a library beside where it was built, and want three of everything. */
const settingsOf = (folder: string, port: number): string => `[global]
fsid = ${crypto.randomUUID()}
mon_host = v2:127.0.0.1:${port + 1}/0
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
osd_heartbeat_use_min_delay_socket = false
ms_bind_port_min = ${port + 2}
ms_bind_port_max = ${port + PORTS - 1}
ms_bind_msgr1 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 500
osd_crush_chooseleaf_type = 0
keyring = ${folder}/keyring
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.asok
log_file = ${folder}/log/$name.log
pid_file = ${folder}/run/$name.pid
mon_data = ${folder}/mon
mgr_data = ${folder}/mgr
osd_data = ${folder}/osd
osd_objectstore = memstore
osd_class_dir = /usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/rados-classes
memstore_device_bytes = 4294967296
mgr_initial_modules =
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:${port}
rgw_thread_pool_size = 64
ms_mon_client_mode = crc
debug_rgw = 0
`;
