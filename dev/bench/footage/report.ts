import { type GuideWords, guidePages, table } from '../guide-pages.ts';
import type { Spread } from '../samples.ts';
import type { DayDrop, FolderDrop } from './drops.ts';
import type { PageName, Pages } from './pages.ts';

export type Round = { events: number; devices: number; partitions: number; pages: Pages; drops: readonly DayDrop[] };
export type Results = { rounds: Round[]; folder: FolderDrop };

type Words = GuideWords & {
  intro: string;
  round: (round: Round) => string;
  pageColumns: readonly string[];
  pages: Record<PageName, string>;
  reading: string;
  drops: string;
  dropColumns: readonly string[];
  folder: (folder: FolderDrop) => string;
  again: string;
};

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const ms = (value: number): string => `${rounded(value)} ms`;
const spread = ({ p50, p99 }: Spread): string => `${rounded(p50)} / ${rounded(p99)} ms`;
const number = (value: number): string => value.toLocaleString('en-US');

const words: readonly [Words, ...Words[]] = [
  {
    file: 'footage-bench.md',
    heading: 'How fast footage is found and forgotten',
    other: '[中文](footage-bench.zh-CN.md)',
    intro:
      'What an owner’s pages cost in the database, and the end of a day, with so many recordings in one region. A throwaway PostgreSQL is filled with the settings of the one that comes with Kaitong (64 MB of shared buffers): all six kinds of plan, every day that they keep, 33 events a camera and day or 24 hours of continuous footage, a tenth of the cameras with a third of the recordings, all of a day mixed as they happen. The pages are asked for by the server’s own functions, for any device and every tenth time for a busy one with 300 events a day.',
    round: ({ events, devices, partitions }) =>
      `**${number(events)} recordings of ${number(devices)} devices in ${partitions} days and plans.**`,
    pageColumns: [
      'page',
      'in the database, p50 / p99',
      'of tables without partitions, p50',
      'as the server waits, p50 / p99',
      'in round trips, p50',
    ],
    pages: {
      newest: 'the 30 newest events',
      older: '30 older ones, by cursor',
      unread: 'the 30 newest unread ones',
      timeline: 'a day’s line',
      calendar: 'a month of the calendar',
    },
    reading:
      'In the database: processor time of all statements of a page, planning and sending included, since others share the machine; the peer is one statement on the same rows in one table with the same index. As the server waits: with whatever else the machine does at that moment; a round trip is `SELECT 1` in between. The files are in the operating system’s cache.',
    drops:
      'The end of a day: the index of all its recordings goes in one transaction, forced to the disk. The peer deletes the same rows from one table.',
    dropColumns: ['segments of the day', 'recordings in the region', 'dropped in', '`DELETE` in', 'ratio'],
    folder: ({ objects, removed, freed, peer }) =>
      `Its objects go afterwards: ${number(objects)} files were unreachable after ${ms(removed)}, one rename whatever their number. Their space is freed slowly on purpose, so that uploads keep the disk: ${(freed / 1000).toFixed(0)} s, where \`rm -rf\` took ${(peer / 1000).toFixed(1)} s.`,
    again:
      'The bench: `npm run bench -- footage` (10 GB below the temporary folder; `npm run bench -- footage 1000000` is quicker). Times on a busy machine mean little, ratios more.',
  },
  {
    file: 'footage-bench.zh-CN.md',
    heading: '录像的查询与到期删除有多快',
    other: '[English](footage-bench.md)',
    intro:
      '一个区域里有这么多录像时，用户各个页面在数据库里的耗时，以及一天录像到期删除的耗时。测试用一个临时的 PostgreSQL，设置与 Kaitong 自带的相同（shared_buffers 64 MB）：六种套餐、各自保留的每一天，每台摄像头每天 33 个事件或 24 小时连续录像，十分之一的摄像头占三分之一的录像，同一天的录像按发生顺序混在一起。页面由服务器自己的函数查询，设备任意选取，每十次有一次是每天 300 个事件的繁忙设备。',
    round: ({ events, devices, partitions }) =>
      `**${number(devices)} 台设备的 ${number(events)} 段录像，分布在 ${partitions} 个“日 × 套餐”分区。**`,
    pageColumns: [
      '页面',
      '数据库内 p50 / p99',
      '与不分区的表之比（p50）',
      '服务器等待 p50 / p99',
      '相当于几次往返（p50）',
    ],
    pages: {
      newest: '最新 30 个事件',
      older: '更早的 30 个（按游标）',
      unread: '最新 30 个未读事件',
      timeline: '一天的时间轴',
      calendar: '一个月的日历',
    },
    reading:
      '“数据库内”是一个页面全部语句占用的处理器时间，含计划与发送，因此不受机器上其他程序影响；对照是同样的数据放在一张不分区、索引相同的表里，用一条语句查询。“服务器等待”包括当时机器上其他程序的影响。一次往返指其间执行的 `SELECT 1`。数据文件都在操作系统的缓存里。',
    drops: '一天录像到期：当天全部录像的索引在一个事务里删除，并写入磁盘。对照是在一张表里用 `DELETE` 删除同样的行。',
    dropColumns: ['当天的分片数', '区域的录像数', '删除用时', '`DELETE` 用时', '比值'],
    folder: ({ objects, removed, freed, peer }) =>
      `随后清理对象：${number(objects)} 个文件在 ${ms(removed)} 之后就无法访问，无论多少都只是一次改名。磁盘空间有意慢慢释放，以免影响上传：用时 ${(freed / 1000).toFixed(0)} 秒，而 \`rm -rf\` 用时 ${(peer / 1000).toFixed(1)} 秒。`,
    again:
      '运行方式：`npm run bench -- footage`（临时目录需要 10 GB；`npm run bench -- footage 1000000` 更快）。机器繁忙时耗时没有多大意义，请看比值。',
  },
];

function pagesTable({ pageColumns, pages }: Words, { times, roundTrip }: Pages): string {
  const rows = times.map(({ page, inDatabase, atServer, plain }) => [
    pages[page],
    spread(inDatabase),
    plain ? rounded(inDatabase.p50 / plain.p50) : '–',
    spread(atServer),
    rounded(atServer.p50 / roundTrip.p50),
  ]);
  return table(pageColumns, rows);
}

const dropsTable = ({ dropColumns }: Words, rounds: readonly Round[]): string =>
  table(
    dropColumns,
    rounds.flatMap(({ events, drops }) =>
      drops.map(({ segments, dropped, deleted }) => [
        number(segments),
        number(events),
        ms(dropped),
        deleted === null ? '–' : ms(deleted),
        deleted === null ? '–' : (dropped / deleted).toFixed(2),
      ]),
    ),
  );

function paragraphsOf(page: Words, { rounds, folder }: Results): [string, ...string[]] {
  return [
    page.intro,
    ...rounds.flatMap((round) => [page.round(round), pagesTable(page, round.pages)]),
    page.reading,
    page.drops,
    dropsTable(page, rounds),
    page.folder(folder),
    page.again,
  ];
}

export const { writeReport, reportText } = guidePages('footage', words, paragraphsOf);
