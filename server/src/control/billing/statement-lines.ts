import {
  type Currency,
  decimalOf,
  type Language,
  type OrderId,
  type Pid,
  type Refusal,
  type Region,
  refusal,
  type StatementCsvColumn,
  statementCsvColumns,
  statementCsvTexts,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { Executor } from '../../store/executor.ts';
import type { ControlContext } from '../context.ts';
import { csvLine, csvStart } from '../csv.ts';

const PAGE = 1000;

export type StatementFile = { name: string; text: AsyncIterable<string> };

/** A statement's lines as a CSV file, for the account itself and for the operator: its orders, then its refunds. */
export async function openStatementLines(
  { db }: ControlContext,
  caller: MakerCaller,
  id: string,
  language: Language,
): Promise<StatementFile | Refusal> {
  let statements = db.selectFrom('statement').select(['id', 'month', 'account_id']).where('id', '=', id);
  if (caller.kind !== 'operator') statements = statements.where('account_id', '=', caller.accountId);
  const statement = await statements.executeTakeFirst();
  if (!statement) return refusal('not_found');
  return { name: `kaitong-${statement.month}-${statement.account_id}.csv`, text: writeLines(db, id, language) };
}

async function* writeLines(db: Executor, id: string, language: Language): AsyncGenerator<string> {
  const { columns, words } = statementCsvTexts[language];
  yield csvStart + csvLine(statementCsvColumns.map((column) => ({ text: columns[column] })));
  for (const read of [readOrders, readRefunds]) {
    for (let after: Line | undefined; ; ) {
      const lines = await read(db, id, after);
      if (lines.length > 0) yield lines.map((line) => csvLine(cellsOf(line, words))).join('');
      if (lines.length < PAGE) break;
      after = lines.at(-1);
    }
  }
}

type Line = {
  at: Date;
  order_id: OrderId;
  refund_id: string | null;
  pid: Pid;
  product_name: string;
  region: Region;
  kind: 'event' | 'continuous';
  retention_days: number;
  trial: boolean;
  coupon: string | null;
  currency: Currency;
  list_price: number;
  paid: number;
  refunded: number;
  us_dollar_list_price: number | null;
  share_percent: number;
  share_currency: Currency;
  share: number;
};

const shared = sql`
  o.id AS order_id, o.pid, p.name AS product_name, o.region, o.kind, o.retention_days, o.trial, c.code AS coupon,
  o.currency, o.list_price, o.us_dollar_list_price, o.share_percent, o.share_currency`;
const joined = sql`JOIN product p ON p.pid = o.pid LEFT JOIN coupon c ON c.id = o.coupon_id`;

async function readOrders(db: Executor, id: string, after?: Line): Promise<Line[]> {
  const { rows } = await sql<Line>`
    SELECT ${shared}, o.paid_at AS at, NULL AS refund_id, o.paid, 0 AS refunded, o.share
    FROM sold_order o ${joined} WHERE o.statement_id = ${id}
    ${after ? sql`AND (o.paid_at, o.id) > (${after.at}, ${after.order_id})` : sql``}
    ORDER BY o.paid_at, o.id LIMIT ${PAGE}`.execute(db);
  return rows;
}

async function readRefunds(db: Executor, id: string, after?: Line): Promise<Line[]> {
  const { rows } = await sql<Line>`
    SELECT ${shared}, r.at, r.id AS refund_id, 0 AS paid, r.amount AS refunded, -r.reversed AS share
    FROM sold_refund r JOIN sold_order o ON o.id = r.order_id ${joined} WHERE r.statement_id = ${id}
    ${after ? sql`AND (r.at, r.order_id, r.id) > (${after.at}, ${after.order_id}, ${after.refund_id})` : sql``}
    ORDER BY r.at, r.order_id, r.id LIMIT ${PAGE}`.execute(db);
  return rows;
}

function cellsOf(line: Line, words: (typeof statementCsvTexts)[Language]['words']) {
  const local = (amount: number) => ({ number: decimalOf({ amount, currency: line.currency }) });
  const dollars = line.us_dollar_list_price;
  const cells: Record<StatementCsvColumn, { text: string } | { number: string }> = {
    type: { text: line.refund_id === null ? words.order : words.refund },
    at: { text: line.at.toISOString() },
    orderId: { text: line.order_id },
    refundId: { text: line.refund_id ?? '' },
    pid: { text: line.pid },
    productName: { text: line.product_name },
    region: { text: line.region },
    kind: { text: words[line.kind] },
    retentionDays: { number: String(line.retention_days) },
    trial: { text: line.trial ? words.yes : words.no },
    coupon: { text: line.coupon ?? '' },
    currency: { text: line.currency },
    listPrice: local(line.list_price),
    paid: local(line.paid),
    refunded: local(line.refunded),
    usDollarListPrice: { number: dollars === null ? '' : decimalOf({ amount: dollars, currency: 'USD' }) },
    sharePercent: { number: String(line.share_percent) },
    shareCurrency: { text: line.share_currency },
    share: { number: decimalOf({ amount: line.share, currency: line.share_currency }) },
  };
  return statementCsvColumns.map((column) => cells[column]);
}
