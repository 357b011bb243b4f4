import { AggregatorRegistry, type Registry } from 'prom-client';

/** What a process measures, as it can be sent to another one. */
export type Metrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Memory, collections, the event loop and how late it is are of one process each, and no sum of them says anything. */
const OF_PROCESS = /^(process|nodejs|kaitong_load)_/;

/** The same where several processes measure: what is of one bears its number. */
export const numbered = (metrics: Metrics, number: number): Metrics =>
  metrics.map((metric) =>
    OF_PROCESS.test(metric.name)
      ? {
          ...metric,
          aggregator: 'first',
          values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process: String(number) } })),
        }
      : metric,
  );

/** What several processes of a server measure, as one: what bears no number is summed up. */
export async function sumMetrics(all: readonly Metrics[]): Promise<string> {
  return await AggregatorRegistry.aggregate([...all]).metrics();
}
