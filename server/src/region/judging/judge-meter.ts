import { randomUUID } from 'node:crypto';
import { minutes, seconds } from '@kaitong/contract';
import type { Level2Engine } from '@kaitong/judge';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { FOOTAGE_COST_UNKNOWN, type JudgeCapacity } from './admission.ts';

const SAID_EVERY = seconds(5);
/** Three times that, and a pause of the process. */
const HEARD_WITHIN = seconds(20);
/** One that is too busy to say anything decodes all the same, and a run waits in line anyway; who stops says that. */
const DECODES_WITHIN = minutes(2);

/** Of what is measured, the share of the newest clip: ten clips of another kind change the picture. */
const NEWEST = 0.1;
/** Below that a decode is mostly its start. */
const SHORTEST_MEASURED = seconds(1);

/** How fast this process's judge is, told to the other processes of the region. */
export class JudgeMeter {
  private readonly id = randomUUID();
  private readonly context: RegionContext;
  private footageCost = FOOTAGE_COST_UNKNOWN;
  private timer: NodeJS.Timeout | undefined;
  private saying: Promise<void> = Promise.resolve();

  constructor(context: RegionContext) {
    this.context = context;
  }

  /** A decode of so much footage took so long, not counting its wait. */
  measured(footageMs: number, tookMs: number): void {
    if (footageMs < SHORTEST_MEASURED) return;
    this.footageCost += NEWEST * ((tookMs * 1000) / footageMs - this.footageCost);
  }

  start(): void {
    this.say();
    this.timer = setInterval(() => this.say(), SAID_EVERY);
  }

  /** A judge that went away is not counted any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.saying;
    await this.context.db.deleteFrom('judge_process').where('id', '=', this.id).execute();
  }

  private say(): void {
    const { db, judge, judgeShare, log, region } = this.context;
    const row = { lanes: judge.lanes * judgeShare, footage_cost: this.footageCost, decoder: judge.level2() };
    this.saying = this.saying
      .then(async () => {
        await db
          .with('forgotten', (old) =>
            old.deleteFrom('judge_process').where('heard_at', '<', sql<Date>`kaitong_now() - interval '1 hour'`),
          )
          .insertInto('judge_process')
          .values({ id: this.id, ...row })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...row, heard_at: sql<Date>`kaitong_now()` }))
          .execute();
      })
      .catch((error: unknown) => log.warn({ err: error, region }, 'judge.unheard'));
  }
}

/** What a judge of the region that is up decodes with. */
export async function findDecoder(db: Kysely<RegionTables>): Promise<Level2Engine | null> {
  const row = await db
    .selectFrom('judge_process')
    .select('decoder')
    .where('decoder', 'is not', null)
    .where('heard_at', '>', sql<Date>`kaitong_now() - ${DECODES_WITHIN} * interval '1 ms'`)
    .executeTakeFirst();
  return row?.decoder ?? null;
}

/** The judges of the region that are up, as a column. */
export const judgesColumn: RawBuilder<JudgeCapacity[]> = sql`coalesce((
  SELECT jsonb_agg(jsonb_build_object('lanes', lanes, 'footageCost', footage_cost)) FROM judge_process
  WHERE heard_at > kaitong_now() - ${HEARD_WITHIN} * interval '1 ms'), '[]')`;

/** The judges of the region that are up. */
export async function listJudges(trx: RegionTransaction): Promise<JudgeCapacity[]> {
  const { rows } = await sql<{ judges: JudgeCapacity[] }>`SELECT ${judgesColumn} AS judges`.execute(trx);
  return rows[0]?.judges ?? [];
}
