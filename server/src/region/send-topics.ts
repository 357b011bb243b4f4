import { readAfter, readUnacknowledged } from '../store/topics.ts';
import type { RegionContext } from './context.ts';
import type { OutboxSenderOptions } from './send-outbox.ts';

const PAGE = 100;
/** Of each topic at first: most have few, and there may be many topics. */
const FIRST_PAGE = 20;
/** Topics at once. What is told of others meanwhile waits until control has taken these, and a run may have seconds. */
const MOST_TOPICS = 100;

/** What one topic's receiver is told. */
export type Waiting<Data> = { key: string; reports: { seq: number; report: Data }[] };
/** Up to which number it has taken them, or why it did not. */
export type Taken = PromiseSettledResult<{ taken: number }>;
/** Tells what waits in many topics; resolves to what became of each, in their order. */
export type SendAll<Data> = (waiting: readonly Waiting<Data>[]) => Promise<Taken[]>;

/** One call a topic, side by side. */
export const oneByOne =
  <Data>(send: (waiting: Waiting<Data>) => Promise<{ taken: number }>): SendAll<Data> =>
  (waiting) =>
    Promise.allSettled(waiting.map(send));

/**
 * Sends what is there of all topics whose name is `prefix` and a key, each topic's in order. One that control does not take
 * holds up no other. What was taken is noted with the next look.
 */
export function sendTopics<Data>(
  { db }: Pick<RegionContext, 'db'>,
  prefix: string,
  send: SendAll<Data>,
): Pick<OutboxSenderOptions, 'sendAll' | 'isUnnoted'> {
  const takenOf = new Map<string, number>();
  /** The last that was read. The next look begins behind it, or of hundreds only the first would be heard of. */
  let after = '';

  /** Page by page. @returns why some were not taken */
  async function sendPages(outboxes: readonly Outbox<Data>[], signal: AbortSignal): Promise<unknown[]> {
    const failures: unknown[] = [];
    let pages: Page<Data>[] = outboxes.map((outbox) => ({ ...outbox, most: FIRST_PAGE }));
    while (pages.length > 0 && !signal.aborted) {
      const ends = await send(
        pages.map(({ topic, entries }) => ({ key: topic.slice(prefix.length), reports: entries.map(toReport) })),
      );
      const goingOn = pages.flatMap((page, n) => {
        const end = ends[n];
        if (end?.status !== 'fulfilled') {
          failures.push(end?.reason);
          return [];
        }
        const { taken } = end.value;
        if (taken <= page.acknowledged) return []; // control misses an earlier number that another process is just sending
        takenOf.set(page.topic, taken);
        const isAll = page.entries.length < page.most && page.entries.at(-1)?.seq === taken;
        return isAll ? [] : [{ topic: page.topic, acknowledged: taken }]; // what was added meanwhile has said so
      });
      const next = await Promise.all(
        goingOn.map(async ({ topic, acknowledged }) => ({
          ...{ topic, acknowledged, most: PAGE },
          entries: await readAfter<Data>(db, topic, acknowledged, PAGE),
        })),
      );
      pages = next.filter(({ entries }) => entries.length > 0);
    }
    return failures;
  }

  return {
    isUnnoted: () => takenOf.size > 0,
    async sendAll(signal) {
      for (let isAny = false; ; isAny = true) {
        const noting = new Map(takenOf);
        const read = { first: FIRST_PAGE, most: MOST_TOPICS, taken: noting, after };
        const outboxes = await readUnacknowledged<Data>(db, prefix, read);
        after = outboxes.at(-1)?.topic ?? '';
        for (const topic of noting.keys()) takenOf.delete(topic);
        const failures = await sendPages(outboxes, signal);
        if (failures.length > 0) throw failures[0];
        const isMore = outboxes.length === MOST_TOPICS && takenOf.size > 0;
        if (!isMore || signal.aborted) return isAny || outboxes.length > 0;
      }
    },
  };
}

type Outbox<Data> = { topic: string; acknowledged: number; entries: { seq: number; data: Data }[] };
type Page<Data> = Outbox<Data> & { most: number };

const toReport = <Data>({ seq, data }: { seq: number; data: Data }) => ({ seq, report: data });
