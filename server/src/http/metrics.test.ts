import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { type Metrics, numbered, sumMetrics } from './metrics.ts';

async function measured(number: number, bytes: number, answers: number): Promise<Metrics> {
  const registry = new Registry();
  const about = { help: 'of a test', registers: [registry] };
  new Gauge({ ...about, name: 'process_resident_memory_bytes' }).set(bytes);
  new Gauge({ ...about, name: 'process_start_time_seconds', aggregator: 'omit' }).set(number);
  new Counter({ ...about, name: 'kaitong_device_refusals_total', labelNames: ['code'] }).inc({ code: 'x' }, answers);
  const seconds = new Histogram({ ...about, name: 'kaitong_http_request_seconds', buckets: [1, 5] });
  for (let n = 0; n < answers; n++) seconds.observe(2);
  return numbered(await registry.getMetricsAsJSON(), number);
}

test('of several processes what each has for itself bears its number, and what they did is summed up', async () => {
  const text = await sumMetrics([await measured(0, 100, 3), await measured(1, 50, 4)]);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toEqual([
    'process_resident_memory_bytes{process="0"} 100',
    'process_resident_memory_bytes{process="1"} 50',
    'process_start_time_seconds{process="0"} 0',
    'process_start_time_seconds{process="1"} 1',
    'kaitong_device_refusals_total{code="x"} 7',
    'kaitong_http_request_seconds_bucket{le="1"} 0',
    'kaitong_http_request_seconds_bucket{le="5"} 7',
    'kaitong_http_request_seconds_bucket{le="+Inf"} 7',
    'kaitong_http_request_seconds_sum 14',
    'kaitong_http_request_seconds_count 7',
  ]);
});
