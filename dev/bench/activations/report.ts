import { type GuideWords, guidePages, row, tableOfRows } from '../guide-pages.ts';
import { isQuiet, type Spent, shareOfOthers } from '../machine.ts';
import { percentile } from '../samples.ts';

/** In milliseconds, NaN where it did not come to that. */
export type Way = { joinedAt: number; judgedAt: number; endedAt: number };

/** `times`: milliseconds from a submission to its end. `statements`: by schema, all together. */
export type Round = {
  size: number;
  times: number[];
  ways: Way[];
  endings: Record<string, number>;
  statements: Record<string, number>;
  spent: Spent<'server' | 'database' | 'judge' | 'around'>;
};
/** `roundTrip`: milliseconds of a statement that asks for nothing. */
export type Results = { rounds: Round[]; roundTrip: number };

const MOST_STATEMENTS = 300;
const MOST_SECONDS = 0.32;
const LEAST_A_MINUTE = 200;
/** Of which the figures above are asked. */
const MANY = 190;
/** From the verdict of the one before it in the line to its end: its own verdict, and its publication in two regions. */
const MOST_AFTER_ONE_BEFORE = 5;

export const medianOf = (values: readonly number[]): number => percentile(values, 50);

/** From one verdict to the next, in seconds, while all had something to wait for. */
function perVerdict({ ways }: Round): number {
  const judged = ways.map(({ judgedAt }) => judgedAt).filter((at) => !Number.isNaN(at));
  return judged.length < 2 ? 0 : (Math.max(...judged) - Math.min(...judged)) / (judged.length - 1) / 1000;
}

/** How many had joined the line before each. */
function placesOf({ ways }: Round): number[] {
  const order = ways.map((_, n) => n).sort((a, b) => (ways[a]?.joinedAt ?? 0) - (ways[b]?.joinedAt ?? 0));
  const places: number[] = [];
  for (const [place, n] of order.entries()) places[n] = place;
  return places;
}

/** What each took beyond its place at the mean pace, in seconds. The pace is slower while all are checked and join the line. */
function beyondPlace(round: Round): number[] {
  const [each, places] = [perVerdict(round), placesOf(round)];
  return round.times.map((ms, n) => ms / 1000 - (places[n] ?? 0) * each);
}

/** What the line does not explain, in seconds: how long after as many verdicts as had joined before it each one ended. */
function afterOneBefore(round: Round): number[] {
  const places = placesOf(round);
  const judged = round.ways.map(({ judgedAt }) => judgedAt).sort((a, b) => a - b);
  return round.ways.flatMap(({ endedAt }, n) => {
    const before = judged[(places[n] ?? 0) - 1];
    return before === undefined ? [] : [(endedAt - before) / 1000];
  });
}

/** What a size's rounds say together: their medians. */
function summaryOf(rounds: readonly Round[]) {
  const of = (value: (round: Round) => number): number => medianOf(rounds.map(value));
  const size = rounds[0]?.size ?? 0;
  return {
    size,
    approved: Math.min(...rounds.map(({ endings }) => endings.approved ?? 0)),
    aMinute: of(({ spent }) => (size * 60) / spent.seconds),
    p50: of(({ times }) => percentile(times, 50) / 1000),
    p95: of(({ times }) => percentile(times, 95) / 1000),
    place: of((round) => percentile(placesOf(round), 95)),
    perVerdict: of(perVerdict),
    beyond: of((round) => percentile(beyondPlace(round), 95)),
    after: of((round) => percentile(afterOneBefore(round), 95)),
    statements: of(({ statements }) => Object.values(statements).reduce((sum, one) => sum + one, 0) / size),
    server: of(({ spent }) => spent.by.server / size),
    database: of(({ spent }) => spent.by.database / size),
    judge: of(({ spent }) => spent.by.judge / size),
    around: of(({ spent }) => spent.by.around / size),
    others: of(({ spent }) => shareOfOthers(spent)),
    quiet: rounds.every(({ spent }) => isQuiet(spent)),
  };
}

const summariesOf = ({ rounds }: Results) => [...Map.groupBy(rounds, ({ size }) => size).values()].map(summaryOf);

/** What was asked for, and whether it is so. */
export function verdictsOf(results: Results): { what: string; holds: boolean }[] {
  return summariesOf(results).flatMap(({ size, approved, aMinute, statements, server, database, after }) => {
    const all = { what: `${size} at once: ${approved} are approved`, holds: approved === size };
    const inTime = {
      what: `${size} at once: p95 ends ${after.toFixed(1)} s after the verdict of the one before it in the line (at most ${MOST_AFTER_ONE_BEFORE} s)`,
      holds: after <= MOST_AFTER_ONE_BEFORE,
    };
    if (size !== MANY) return [all, inTime];
    const seconds = server + database;
    return [
      all,
      inTime,
      {
        what: `${statements.toFixed(0)} statements each (at most ${MOST_STATEMENTS})`,
        holds: statements <= MOST_STATEMENTS,
      },
      {
        what: `${seconds.toFixed(2)} s of processor time each (at most ${MOST_SECONDS})`,
        holds: seconds <= MOST_SECONDS,
      },
      { what: `${aMinute.toFixed(0)} a minute (at least ${LEAST_A_MINUTE})`, holds: aMinute >= LEAST_A_MINUTE },
    ];
  });
}

type Summary = ReturnType<typeof summaryOf>;
type Words = GuideWords & {
  intro: string;
  columns: readonly string[];
  peer: (ms: number) => string;
  noise: (summaries: readonly Summary[]) => string;
  reading: string;
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const worst = (summaries: readonly Summary[]): { others: number; quiet: boolean } => ({
  others: Math.max(...summaries.map(({ others }) => others)),
  quiet: summaries.every(({ quiet }) => quiet),
});

const words: readonly [Words, ...Words[]] = [
  {
    file: 'activations-bench.md',
    heading: 'How many activations at once',
    other: '[中文](activations-bench.zh-CN.md)',
    intro:
      'So many products are submitted in one moment, each with a camera of its own that waves at itself as soon as it has its permission and sends a clip of 2 s (160 × 90). Server with control and two regions, PostgreSQL, judge, cameras and the makers’ programs, each of which follows its application, share two cores; figures are medians.',
    columns: [
      'at once',
      'approved',
      'a minute',
      'from submission to end, p50 / p95',
      'place in the line (p95) × from verdict to verdict',
      'beyond that, p95',
      'from the verdict of the one before it to its end, p95',
      'statements each',
      'processor time each: server + PostgreSQL',
      'judge',
      'cameras and makers',
    ],
    peer: (ms) =>
      `Beside it: a statement that asks for nothing takes ${ms.toFixed(2)} ms from this program, there and back.`,
    noise: (all) => {
      const { others, quiet } = worst(all);
      const about = `others took up to ${percent(others)} of the processors`;
      return quiet
        ? `The machine was quiet: ${about}.`
        : `**The machine was not quiet**: ${about}. Times and rates are worse than they would be.`;
    },
    reading:
      'The bench: `npm run bench -- activations` (`npm run bench -- activations 20 190` is quicker). The database has the settings of service: forced to the disk, and tidied. Statements count begin and commit, and what the server asks by the second while it lasts. While hundreds are checked and join the line verdicts come more slowly than later: who joined first waits longer than the mean pace tells, and not longer than those before it.',
  },
  {
    file: 'activations-bench.zh-CN.md',
    heading: '同时开通多少个产品',
    other: '[English](activations-bench.md)',
    intro:
      '同一时刻提交若干产品，每个产品有一台自己的摄像头：拿到上传权限后立即自行挥手，上传一段 2 秒（160 × 90）的视频。服务器（控制面和两个区域）、PostgreSQL、判定进程、摄像头，以及各自跟踪进度的厂商程序，共用两个核；数字取中位数。',
    columns: [
      '同时提交',
      '审核通过',
      '每分钟',
      '从提交到结束 p50 / p95',
      '排队位置（p95）× 相邻两次判定的间隔',
      '此外用时 p95',
      '从前一个判定完成到自己结束 p95',
      '每次的 SQL 语句数',
      '每次的处理器时间：服务器 + PostgreSQL',
      '判定进程',
      '摄像头与厂商程序',
    ],
    peer: (ms) => `对照：本程序执行一条什么也不查的语句，往返用时 ${ms.toFixed(2)} ms。`,
    noise: (all) => {
      const { others, quiet } = worst(all);
      const about = `其他程序最多占用处理器的 ${percent(others)}`;
      return quiet ? `测试时机器空闲：${about}。` : `**测试时机器并不空闲**：${about}。用时和速率都比空闲时差。`;
    },
    reading:
      '运行方式：`npm run bench -- activations`（`npm run bench -- activations 20 190` 更快）。数据库用正式服务的设置：强制写盘，并自动清理。语句数包含 begin、commit，以及服务器在此期间按秒执行的查询。数百个同时检查、排队时，判定比后来慢：排在前面的比按平均间隔算的等得久，但不会被后面的超过。',
  },
];

function paragraphsOf(page: Words, results: Results): [string, ...string[]] {
  const summaries = summariesOf(results);
  const rows = summaries.map((one) =>
    row([
      one.size,
      one.approved,
      Math.round(one.aMinute),
      `${one.p50.toFixed(1)} / ${one.p95.toFixed(1)} s`,
      `${one.place} × ${one.perVerdict.toFixed(2)} s`,
      `${one.beyond.toFixed(1)} s`,
      `${one.after.toFixed(1)} s`,
      Math.round(one.statements),
      `${one.server.toFixed(2)} + ${one.database.toFixed(2)} s`,
      `${one.judge.toFixed(2)} s`,
      `${one.around.toFixed(2)} s`,
    ]),
  );
  return [
    page.intro,
    tableOfRows(page.columns, rows),
    page.peer(results.roundTrip),
    page.noise(summaries),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('activations', words, paragraphsOf);
