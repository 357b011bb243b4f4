import { type GuideWords, guidePages, machineLine, row, tableOfRows } from '../guide-pages.ts';
import { percentile } from '../samples.ts';
import type { Cost, Measured } from './measured.ts';

export type Results = { cameras: number; ours: Measured; peer: Measured | undefined };

const MOST = { connectUs: 500, statusUs: 60, databaseUs: 60, memory: 20_000 };

/** The one of three, or however many, in which a status cost neither most nor least. */
const middle = (rounds: readonly Cost[]): Cost => {
  const sorted = [...rounds].sort((a, b) => a.server + a.database - b.server - b.database);
  const found = sorted[sorted.length >> 1];
  if (!found) throw new Error('nothing was measured');
  return found;
};
const busiest = ({ ours, peer }: Results): number =>
  Math.max(
    ...[ours, ...(peer ? [peer] : [])]
      .flatMap(({ connect, statuses }) => [connect, ...statuses.flatMap(({ rounds }) => rounds)])
      .map(({ others }) => others),
  );

/** What was asked for, and whether it is so. */
export function verdictsOf({ cameras, ours }: Results): { what: string; holds: boolean }[] {
  const { connect, statuses, memory } = ours;
  return [
    {
      what: `a connect takes ${us(connect.server)} of the server’s processor time (at most ${MOST.connectUs})`,
      holds: connect.server <= MOST.connectUs,
    },
    ...statuses.map(({ perSecond, rounds }) => {
      const { server, database } = middle(rounds);
      return {
        what: `a status at ${perSecond} a second takes ${us(server)} + ${us(database)} (at most ${MOST.statusUs} + ${MOST.databaseUs})`,
        holds: server <= MOST.statusUs && database <= MOST.databaseUs,
      };
    }),
    {
      what: `a connection holds ${kilobytes(memory)} at ${cameras} (less than ${MOST.memory / 1000})`,
      holds: memory < MOST.memory,
    },
  ];
}

type Words = GuideWords & {
  intro: (cameras: string) => string;
  columns: readonly string[];
  connect: string;
  status: (perSecond: string) => string;
  memory: (cameras: string) => string;
  took: (p50: string, p95: string) => string;
  rest: (server: string, database: string, statements: string) => string;
  noPeer: string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'mqtt-bench.md',
    heading: 'What cameras on the line cost',
    other: '[中文](mqtt-bench.zh-CN.md)',
    intro: (cameras) =>
      `${cameras} cameras connect, stay, and say how they are with QoS 1. A status is acknowledged once it is in the database, which is forced to the disk. Beside it the same packets go to Mosquitto, which lets everybody in, stores nothing and throws them away. Figures are microseconds of processor time and statements (begin and commit too; what comes together goes in one), without what the same processes take and ask when nothing comes; statuses are medians of three rounds, after everything has warmed up. Memory is by what a warm server’s heaps grow, after garbage was collected; of Mosquitto it is all of its own.`,
    columns: ['what', 'server', 'PostgreSQL', 'statements', 'Mosquitto', 'a camera waits, p50 / p95'],
    connect: 'a connect, from SYN to CONNACK',
    status: (perSecond) => `a status at ${perSecond} a second`,
    memory: (cameras) => `memory of a connection at ${cameras}`,
    took: (p50, p95) => `${p50} / ${p95} ms`,
    rest: (server, database, statements) =>
      `With all cameras on the line and nothing to hear the server keeps ${server} of a processor busy and PostgreSQL ${database}, with ${statements} statements a second.`,
    noPeer: 'Mosquitto was not there.',
    reading: 'The bench: `npm run bench -- mqtt`. The peer needs Debian’s `mosquitto`.',
  },
  {
    file: 'mqtt-bench.zh-CN.md',
    heading: '设备在线的开销',
    other: '[English](mqtt-bench.md)',
    intro: (cameras) =>
      `${cameras} 台摄像头建立连接、保持在线，并以 QoS 1 上报状态。状态写入数据库并强制落盘之后才会得到确认。对照组 Mosquitto 收到同样的报文，但允许任何人连接，不保存，直接丢弃。数字为每次占用的处理器微秒数，以及每次的 SQL 语句数（含 begin、commit；同时到达的合并执行），都已扣除同样进程空闲时的部分；全部预热之后测量，状态一项取三轮的中位数。内存指服务器预热并完成垃圾回收后堆的增量；Mosquitto 计其全部自有内存。`,
    columns: ['项目', '服务器', 'PostgreSQL', '语句数', 'Mosquitto', '摄像头等待时间 p50 / p95'],
    connect: '一次连接，从 SYN 到 CONNACK',
    status: (perSecond) => `一条状态，每秒 ${perSecond} 条时`,
    memory: (cameras) => `${cameras} 个连接时每个连接占用的内存`,
    took: (p50, p95) => `${p50} / ${p95} ms`,
    rest: (server, database, statements) =>
      `所有摄像头在线而没有消息时，服务器占用 ${server} 个处理器，PostgreSQL 占用 ${database} 个，每秒 ${statements} 条语句。`,
    noPeer: '本机没有安装 Mosquitto。',
    reading: '运行方式：`npm run bench -- mqtt`。对照组需要 Debian 的 `mosquitto`。',
  },
];

const us = (value: number): string => `${value.toFixed(0)} µs`;
const kilobytes = (value: number): string => `${(value / 1000).toFixed(1)} kB`;

function paragraphsOf(page: Words, { cameras, ours, peer }: Results): [string, ...string[]] {
  const many = cameras.toLocaleString('en');
  const took = ({ times }: Cost): string =>
    page.took(percentile(times, 50).toFixed(1), percentile(times, 95).toFixed(1));
  const statuses = ours.statuses.map(({ perSecond, rounds }, n) => {
    const one = middle(rounds);
    const theirs = peer?.statuses[n];
    const beside = theirs ? us(middle(theirs.rounds).server) : '–';
    const name = page.status(perSecond.toLocaleString('en'));
    return row([name, us(one.server), us(one.database), one.statements.toFixed(2), beside, took(one)]);
  });
  const { connect } = ours;
  const busy = busiest({ cameras, ours, peer });
  return [
    page.intro(many),
    tableOfRows(page.columns, [
      row([
        page.connect,
        us(connect.server),
        us(connect.database),
        connect.statements.toFixed(2),
        peer ? us(peer.connect.server) : '–',
        took(connect),
      ]),
      ...statuses,
      row([page.memory(many), kilobytes(ours.memory), '–', '–', peer ? kilobytes(peer.memory) : '–', '–']),
    ]),
    page.rest(ours.rest.server.toFixed(2), ours.rest.database.toFixed(2), ours.rest.statements.toFixed(1)),
    ...(peer ? [] : [page.noPeer]),
    machineLine(page, busy),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('mqtt', words, paragraphsOf);
