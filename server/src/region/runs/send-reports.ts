import type { RunReport } from '@kaitong/contract';
import { acknowledge, listUnacknowledged, onAnyAppended, readAfter } from '../../store/topics.ts';
import type { RegionContext } from '../context.ts';
import { RUN_OUTBOX } from './report.ts';

const PAGE = 100;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

export type ReportSender = { stop(): Promise<void> };

/**
 * Carries the outboxes of runs to control, in order, until control has taken them. Several processes may do it at once:
 * control takes each number once.
 */
export function sendReports(context: RegionContext): ReportSender {
  const stopping = new AbortController();
  let wake = (): void => {};
  let news = true;
  const poke = (): void => {
    news = true;
    wake();
  };
  const off = onAnyAppended(context.notifications, RUN_OUTBOX, poke);

  async function run(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!stopping.signal.aborted) {
      news = false;
      let pause = LONGEST_RETRY_MS;
      try {
        const sent = await sendAll(context, stopping.signal);
        if (sent) retry = FIRST_RETRY_MS;
      } catch (error) {
        context.log.warn({ error, region: context.region }, 'control did not take the reports of runs; trying again');
        pause = retry;
        retry = Math.min(retry * 2, LONGEST_RETRY_MS);
      }
      if (news || stopping.signal.aborted) continue;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, pause);
      });
      clearTimeout(timer);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      off();
      wake();
      await running;
    },
  };
}

/** @returns whether there was anything to send */
async function sendAll(context: RegionContext, signal: AbortSignal): Promise<boolean> {
  const outboxes = await listUnacknowledged(context.db, RUN_OUTBOX);
  // Side by side, so that one application that control is slow about holds up no other.
  await Promise.all(outboxes.map(({ topic, acknowledged }) => sendOne(context, topic, acknowledged, signal)));
  return outboxes.length > 0;
}

async function sendOne(context: RegionContext, topic: string, from: number, signal: AbortSignal): Promise<void> {
  const applicationId = topic.slice(RUN_OUTBOX.length);
  for (let after = from; !signal.aborted; ) {
    const entries = await readAfter<RunReport>(context.db, topic, after, PAGE);
    if (entries.length === 0) return;
    const { taken } = await context.control.reportRun({
      params: { applicationId },
      body: { region: context.region, reports: entries.map(({ seq, data }) => ({ seq, report: data })) },
    });
    if (taken <= after) return; // control misses an earlier number that another process is just sending
    await acknowledge(context.db, topic, taken);
    after = taken;
  }
}
