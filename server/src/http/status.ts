import { app as appContract, control, controlPlane, device, regionPlane } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { describeApi } from './kit/openapi.ts';

export type Status = {
  version: string;
  /** Rejects when this server cannot do its work. */
  check(): Promise<void>;
  gauges: Readonly<Record<string, () => number>>;
};

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** What operators and their tools ask: alive, how much, and what the API is. */
export function mountStatus(app: FastifyInstance, { version, check, gauges }: Status): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [name, read] of Object.entries(gauges)) {
    const gauge: Gauge = new Gauge({
      name: `kaitong_${name}`,
      help: name.replaceAll('_', ' '),
      registers: [registry],
      collect: () => gauge.set(read()),
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
  app.get('/metrics', async (request, reply) => {
    if (!LOOPBACK.has(request.ip)) return reply.callNotFound();
    return await reply.type(registry.contentType).send(await registry.metrics());
  });
  const document = describeApi(version, [
    { name: 'console', contract: control },
    { name: 'app', contract: appContract, prefix: '/{region}' },
    { name: 'device', contract: device, prefix: '/{region}' },
    { name: 'control-plane', contract: controlPlane },
    { name: 'region-plane', contract: regionPlane, prefix: '/{region}' },
  ]);
  app.get('/openapi.json', async () => document);
}
