import {
  AccountEvent,
  accountEventsPath,
  app as appContract,
  applicationEventsPath,
  BackupReport,
  backupPath,
  backupVerificationPath,
  conformanceEventsPath,
  control,
  controlPlane,
  device,
  NumberedConformance,
  NumberedProgress,
  OwnerEvent,
  ownerEventsPath,
  PushedFootage,
  pushPath,
  type Region,
  regionPlane,
  statementCsvPath,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type DocumentedFile, type DocumentedStream, type DocumentedUpload, describeApi } from './kit/openapi.ts';
import { findAway, type Readiness } from './readiness.ts';

export type Status = {
  version: string;
  /** Rejects when this server can do nothing at all. */
  check(): Promise<void>;
  /** What it needs for all of its work. */
  readiness: Readiness;
  gauges: Readonly<Record<string, () => number>>;
  /** Asked for each region when the metrics are read. */
  regionGauges: Readonly<Record<string, ReadonlyMap<Region, () => Promise<number>>>>;
  /** Of each region how often what happened in this process, by code. */
  regionCounters: Readonly<Record<string, ReadonlyMap<Region, () => ReadonlyMap<string, number>>>>;
};

const contracts = [
  { name: 'console', contract: control },
  { name: 'app', contract: appContract, prefix: '/{region}' },
  { name: 'device', contract: device, prefix: '/{region}' },
  { name: 'control-plane', contract: controlPlane },
  { name: 'region-plane', contract: regionPlane, prefix: '/{region}' },
];
const streams: DocumentedStream[] = [
  {
    name: 'console',
    path: applicationEventsPath('{id}'),
    summary: 'Progress of an application',
    caller: 'maker',
    event: NumberedProgress,
  },
  {
    name: 'console.conformance',
    path: conformanceEventsPath('{id}'),
    summary: 'Progress of an extended test',
    caller: 'maker',
    event: NumberedConformance,
  },
  {
    name: 'console',
    path: accountEventsPath,
    summary: 'What to read again; with `?devices=true` also when devices change in any region',
    caller: 'maker',
    event: AccountEvent,
  },
  {
    name: 'app',
    path: `/{region}${ownerEventsPath}`,
    summary: 'What to read again',
    caller: 'owner',
    event: OwnerEvent,
  },
];

const files: DocumentedFile[] = [
  {
    name: 'console.statement',
    method: 'get',
    path: statementCsvPath('{id}'),
    summary: 'Every order and refund of a statement, for spreadsheets',
    caller: 'maker',
    type: 'text/csv',
  },
  {
    name: 'console.backup',
    method: 'post',
    path: backupPath,
    summary: 'Everything that this server keeps in its database, as one file; `kaitong backup` checks that it is whole',
    caller: 'operator',
    type: 'application/x-tar',
  },
];

const uploads: DocumentedUpload[] = [
  {
    name: 'console.verifyBackup',
    method: 'post',
    path: backupVerificationPath,
    summary: 'Restore a backup into a database that is thrown away, and play a sample of its recordings',
    by: 'operator',
    type: 'application/x-tar',
    status: 200,
    reply: BackupReport,
  },
  {
    name: 'device.push',
    method: 'put',
    path: `/{region}${pushPath('{deviceId}')}/{name}`,
    summary: 'Push a segment, an init segment, a playlist or a whole clip; folders before the name keep streams apart',
    by: 'tool',
    type: 'application/octet-stream',
    status: 201,
    reply: PushedFootage,
    empty: 'Kept, and no footage by itself: an init segment or a playlist',
  },
];

let processRegistry: Registry | undefined;

/** Memory, collections and the event loop are of the process, however many servers it starts; their timers never end. */
function ofProcess(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** What operators and their tools ask: alive, how much, and what the API is. */
export function mountStatus(
  app: FastifyInstance,
  { version, check, readiness, gauges, regionGauges, regionCounters }: Status,
): void {
  const [registry, process] = [new Registry(), ofProcess()];
  for (const [name, read] of Object.entries(gauges)) {
    const gauge: Gauge = new Gauge({
      name: `kaitong_${name}`,
      help: name.replaceAll('_', ' '),
      registers: [registry],
      collect: () => gauge.set(read()),
    });
  }
  for (const [name, regions] of Object.entries(regionGauges)) {
    const gauge: Gauge = new Gauge({
      name: `kaitong_${name}`,
      help: name.replaceAll('_', ' '),
      labelNames: ['region'],
      registers: [registry],
      async collect() {
        gauge.reset(); // a region whose database does not answer has no number, and the others still have theirs
        for (const [region, read] of regions)
          await read().then(
            (value) => gauge.set({ region }, value),
            () => undefined,
          );
      },
    });
  }
  for (const [name, regions] of Object.entries(regionCounters)) {
    const counter: Counter = new Counter({
      name: `kaitong_${name}_total`,
      help: name.replaceAll('_', ' '),
      labelNames: ['region', 'code'],
      registers: [registry],
      collect() {
        counter.reset();
        for (const [region, read] of regions) for (const [code, count] of read()) counter.inc({ region, code }, count);
      },
    });
  }
  app.get('/healthz', async (_request, reply) => {
    try {
      await check();
      return await reply.send({ ok: true, version });
    } catch {
      return await reply.code(503).send({ ok: false, version });
    }
  });
  app.get('/readyz', async (_request, reply) => {
    const away = await findAway(readiness);
    return await reply.code(away.length === 0 ? 200 : 503).send({ ok: away.length === 0, away, version });
  });
  const requests = new Histogram({
    name: 'kaitong_http_request_seconds',
    help: 'time to answer, by operation',
    labelNames: ['method', 'path', 'status'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? 'none'; // the pattern: addresses would make a series each
    requests.observe({ method: request.method, path, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (request, reply) => {
    const forwarded = request.headers['x-forwarded-for'] !== undefined; // a proxy on this machine speaks for others
    if (forwarded || !LOOPBACK.has(request.ip)) return reply.callNotFound();
    return await reply.type(registry.contentType).send(await Registry.merge([process, registry]).metrics());
  });
  let document: Record<string, unknown> | undefined; // made when it is asked for: it takes 0.3 s
  app.get('/openapi.json', async () => {
    document ??= describeApi(version, contracts, streams, files, uploads);
    return document;
  });
}
