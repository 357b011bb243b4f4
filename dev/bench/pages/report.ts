import { type GuideWords, guidePages, table } from '../guide-pages.ts';
import { isQuiet, shareOfOthers } from '../machine.ts';
import type { Spread } from '../samples.ts';
import { EVENTS, type Line } from './line.ts';
import { type Delivered, WATCHERS, type Watched } from './watchers.ts';

/** `others`, `seconds`: what others took of the processors while the lines were measured, and how long that was. */
export type Results = { timelines: { lines: Line[]; others: number; seconds: number }; watched: Watched };

/** Milliseconds. */
const MOST_OF_FEW_SPANS = 25;
const MOST_OF_MANY = 50;
const FEW_SPANS = 100;
const MOST_A_DELIVERY = 0.3;

const mostOf = ({ spans }: Line): number => (spans <= FEW_SPANS ? MOST_OF_FEW_SPANS : MOST_OF_MANY);

/** What was asked for, and whether it is so. */
export function verdictsOf({ timelines, watched }: Results): { what: string; holds: boolean }[] {
  const each = watched.ours.server + watched.ours.database;
  return [
    ...timelines.lines.map((line) => ({
      what: `a day of ${EVENTS} in ${line.spans} spans: ${ms(line.atServer.p99)} at p99 (at most ${mostOf(line)})`,
      holds: line.atServer.p99 <= mostOf(line),
    })),
    {
      what: `${WATCHERS} watchers: ${each.toFixed(3)} ms of processor time a delivery (at most ${MOST_A_DELIVERY})`,
      holds: each <= MOST_A_DELIVERY,
    },
  ];
}

type Words = GuideWords & {
  intro: string;
  lineColumns: readonly string[];
  watching: string;
  watchColumns: readonly string[];
  ours: string;
  peer: string;
  quiet: string;
  busy: (share: string) => string;
  again: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'pages-bench.md',
    heading: 'How fast a full day is drawn and progress is told',
    other: '[中文](pages-bench.zh-CN.md)',
    intro: `The line of a day in which one device made ${count(EVENTS)} recordings, asked for by the server’s own function on a throwaway PostgreSQL with the settings of the one that comes with Kaitong: from the call to its answer, as the server waits. The peer is one statement that reads the same rows from one table without partitions, with the same index, and leaves the joining of recordings into spans to whoever asked.`,
    lineColumns: [
      'spans of the day',
      'as the server waits, p50 / p99',
      'the plain statement, p50 / p99',
      'ratio of p50',
      'processor time of an answer, database + server',
      'statements',
    ],
    watching: `The progress of one application to ${WATCHERS} streams at once, one entry after the other; each entry is a row in the database, and whether each stream’s key may still listen is looked after. The peer is a bare Node that writes the same lines to as many open streams. Until the last one has it: up to 50 ms of it are waited on purpose, so that what happens together is told once.`,
    watchColumns: [
      '',
      'processor time a delivery, server + PostgreSQL',
      'statements of the server an entry, for all together',
      'until the last has it, p50',
    ],
    ours: 'Kaitong',
    peer: 'bare Node',
    quiet: 'The machine was quiet.',
    busy: (share) =>
      `**The machine was not quiet**: others took up to ${share} of its processors. Then what is waited for says little; ratios and processor time say more.`,
    again: 'The bench: `npm run bench -- pages`.',
  },
  {
    file: 'pages-bench.zh-CN.md',
    heading: '满满一天的时间轴与进度推送有多快',
    other: '[English](pages-bench.md)',
    intro: `一台设备一天录了 ${count(EVENTS)} 段时，这一天的时间轴。由服务器自己的函数查询，使用临时的 PostgreSQL，设置与 Kaitong 自带的相同；耗时从调用到得到结果，即服务器的等待时间。对照是一条语句：从不分区、索引相同的一张表里读出同样的行，合并成时间段的工作留给调用者。`,
    lineColumns: [
      '当天的时间段数',
      '服务器等待 p50 / p99',
      '普通语句 p50 / p99',
      'p50 之比',
      '每次查询的处理器时间，数据库 + 服务器',
      '语句数',
    ],
    watching: `一个申请的进度同时推送给 ${WATCHERS} 个连接，一条接一条；每一条都写入数据库，并持续核对每个连接的密钥是否仍有权限。对照是空的 Node，向同样多的连接写同样的内容。“最后一个收到”中最多有 50 毫秒是有意等待，让同时发生的事合并推送。`,
    watchColumns: [
      '',
      '每次推送的处理器时间，服务器 + PostgreSQL',
      '服务器每条进度的语句数，全部连接合计',
      '最后一个收到，p50',
    ],
    ours: 'Kaitong',
    peer: '空的 Node',
    quiet: '测量时机器空闲。',
    busy: (share) =>
      `**测量时机器并不空闲**：其他程序最多占用了 ${share} 的处理器。这时等待时间没有多大意义，请看比值和处理器时间。`,
    again: '运行方式：`npm run bench -- pages`。',
  },
];

function count(value: number): string {
  return value.toLocaleString('en-US');
}
function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
const spread = ({ p50, p99 }: Spread): string => `${p50.toFixed(1)} / ${ms(p99)}`;

function paragraphsOf(page: Words, { timelines, watched: { ours, peer } }: Results): [string, ...string[]] {
  const spent = [timelines, ours.spent, peer.spent];
  const share = `${(Math.max(...spent.map(shareOfOthers)) * 100).toFixed(0)} %`;
  const told = (name: string, { server, database, statements, last }: Delivered): string[] => {
    return [name, `${server.toFixed(3)} + ${database.toFixed(3)} ms`, statements.toFixed(1), ms(last)];
  };
  return [
    page.intro,
    table(
      page.lineColumns,
      timelines.lines.map(({ spans, atServer, plain, processor, statements }) => [
        count(spans),
        spread(atServer),
        spread(plain),
        (atServer.p50 / plain.p50).toFixed(2),
        `${processor.database.toFixed(1)} + ${ms(processor.server)}`,
        statements.toFixed(1),
      ]),
    ),
    page.watching,
    table(page.watchColumns, [told(page.ours, ours), told(page.peer, peer)]),
    spent.every(isQuiet) ? page.quiet : page.busy(share),
    page.again,
  ];
}

export const { writeReport, reportText } = guidePages('pages', words, paragraphsOf);
