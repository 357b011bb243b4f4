import type { Region } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Load } from '../load/watch-load.ts';
import { apiDocument, internalApiDocument } from './api-document.ts';
import type { Metrics } from './metrics.ts';
import { findAway, type Readiness } from './readiness.ts';

export type Status = {
  version: string;
  /** Rejects when this server can do nothing at all. */
  check(): Promise<void>;
  /** What it needs for all of its work. */
  readiness: Readiness;
  /** It ends within seconds: nobody should be sent here any more. */
  isLeaving: () => boolean;
  gauges: Readonly<Record<string, () => number>>;
  /** Asked for each region when the metrics are read. */
  regionGauges: Readonly<Record<string, ReadonlyMap<Region, () => Promise<number>>>>;
  /** Of each region how often what happened in this process, by code. */
  regionCounters: Readonly<Record<string, ReadonlyMap<Region, () => ReadonlyMap<string, number>>>>;
  /** What this process is too late for. */
  load: Pick<Load, 'late' | 'refusals'>;
  /** Of what happens in the regions of this process. */
  measures: Registry;
  /** Where several processes of a server answer: what all of them measure, given what this one does. */
  gather?: ((own: () => Promise<Metrics>) => Promise<string>) | undefined;
};

let processRegistry: Registry | undefined;

/** Memory, collections and the event loop are of the process, however many servers it starts; their timers never end. */
function ofProcess(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

function measureLoad(registry: Registry, load: Status['load']): void {
  const registers = [registry];
  const late: Gauge = new Gauge({
    name: 'kaitong_load_late_seconds',
    help: 'how late half of this process’s work is, in its event loop or before a session of the database',
    registers,
    collect: () => late.set(load.late() / 1000),
  });
  const shed: Counter = new Counter({
    name: 'kaitong_shed_total',
    help: 'calls refused because a process was late, by what they are for',
    labelNames: ['kind'],
    registers,
    collect() {
      shed.reset();
      for (const [kind, count] of load.refusals) shed.inc({ kind }, count);
    },
  });
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** What operators and their tools ask: alive, how much, and what the API is. @returns what reads this process's metrics */
export function mountStatus(
  app: FastifyInstance,
  { version, check, readiness, isLeaving, gauges, regionGauges, regionCounters, load, measures, gather }: Status,
): () => Promise<Metrics> {
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
  measureLoad(registry, load);
  app.get('/healthz', async (_request, reply) => {
    if (isLeaving()) return await reply.code(503).send({ ok: false, leaving: true, version });
    try {
      await check();
      return await reply.send({ ok: true, version });
    } catch {
      return await reply.code(503).send({ ok: false, version });
    }
  });
  app.get('/readyz', async (_request, reply) => {
    if (isLeaving()) return await reply.code(503).send({ ok: false, leaving: true, away: [], version });
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
  const merged = (): Registry => Registry.merge([process, registry, measures]);
  const own = (): Promise<Metrics> => merged().getMetricsAsJSON();
  app.get('/metrics', async (request, reply) => {
    const forwarded = request.headers['x-forwarded-for'] !== undefined; // a proxy on this machine speaks for others
    if (forwarded || !LOOPBACK.has(request.ip)) return reply.callNotFound();
    return await reply.type(registry.contentType).send(await (gather ? gather(own) : merged().metrics()));
  });
  // Made when they are asked for: it takes 0.3 s.
  const documents = { '/openapi.json': apiDocument, '/openapi-internal.json': internalApiDocument };
  for (const [path, make] of Object.entries(documents)) {
    let document: Record<string, unknown> | undefined;
    app.get(path, async () => {
      document ??= make(version);
      return document;
    });
  }
  return own;
}
