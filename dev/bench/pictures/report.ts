import { type GuideWords, guidePages, table } from '../guide-pages.ts';
import { isQuiet, type Spent, shareOfOthers } from '../machine.ts';
import { p50, p95 } from '../samples.ts';
import { type Moments, PARTS, type Part } from './parts.ts';

const PROGRAMS = ['server', 'database', 'cameras', 'browser', 'bench'] as const;
type Program = (typeof PROGRAMS)[number];
/** `bare`: milliseconds from a tap to the first picture, of the peer. */
export type Results = { events: Moments[]; bare: number[]; spent: Spent<Program> };

const MOST_MS = 2000;

const whole = (value: number): string => `${Math.round(value)} ms`;

/** What was asked for, and whether it is so. */
export function verdictsOf({ events }: Results): { what: string; holds: boolean }[] {
  const pictures = events.map(({ picture }) => picture);
  return [
    {
      what: `motion to picture: ${whole(p95(pictures))} at p95 of ${events.length} events (at most ${MOST_MS})`,
      holds: p95(pictures) < MOST_MS,
    },
  ];
}

type Words = GuideWords & {
  intro: string;
  columns: readonly string[];
  parts: Record<Part, string>;
  since: string;
  peerColumns: readonly string[];
  ours: string;
  peer: string;
  processor: (each: string) => string;
  programs: Record<Program, string>;
  quiet: string;
  busy: (share: string) => string;
  reading: string;
};

const words: readonly [Words, ...Words[]] = [
  {
    file: 'pictures-bench.md',
    heading: 'From motion to its picture on a phone',
    other: '[中文](pictures-bench.zh-CN.md)',
    intro:
      'Somebody waves before a virtual camera (640 × 360, 15 pictures a second, H.264, encrypted), whose owner has the app’s home open on a phone: Chromium, 390 × 844, with a round trip of 20 ms and 10 Mb/s, without a service worker. As soon as the event is drawn in the list, it is tapped; the picture is there when `requestVideoFrameCallback` says so. Each event has a camera of its own that never recorded before, and a browser that never showed the app before. Server, PostgreSQL, judge, cameras and browser share the machine; the camera’s line is not slowed down, and what is told over a line that is open is not either.',
    columns: ['milliseconds since the motion', 'p50', 'p95'],
    parts: {
      opened: 'the event is opened',
      seen: 'its first object is stored: from here on it is listed',
      made: 'the camera has recorded and encoded the first segment',
      stored: 'the first segment is stored',
      shown: 'the event is drawn in the list',
      tapped: 'it is tapped',
      code: 'the code of page and player is there',
      playback: 'the playback is opened',
      playlist: 'the playlist is there',
      key: 'the key is there',
      object: 'the first object is there',
      picture: '**the first picture is on the screen**',
    },
    since:
      'What is listed goes on side by side where it can: the camera is still recording when its event is tapped, and the playlist waits for the first segment.',
    peerColumns: ['from the tap to the picture', 'p50', 'p95'],
    ours: 'Kaitong: page, playback, playlist, key, encrypted segment',
    peer: 'a bare Node and a bare `<video>`: the same pictures as one MP4',
    processor: (each) => `Processor time of an event, with the visit to the home before it: ${each}.`,
    programs: { server: 'server', database: 'PostgreSQL', cameras: 'cameras', browser: 'browser', bench: 'bench' },
    quiet: 'The machine was quiet.',
    busy: (share) =>
      `**The machine was not quiet**: others took ${share} of its processors. Times are worse than they would be.`,
    reading: 'The bench: `npm run bench -- pictures`.',
  },
  {
    file: 'pictures-bench.zh-CN.md',
    heading: '从画面有动静到手机上看到录像',
    other: '[English](pictures-bench.md)',
    intro:
      '有人在虚拟摄像机（640 × 360，每秒 15 帧，H.264，加密）前挥手，用户的手机正打开 App 首页：Chromium，390 × 844，往返 20 毫秒，带宽 10 Mb/s，不用 Service Worker。事件一出现在列表里就点开，以 `requestVideoFrameCallback` 的通知作为看到画面的时刻。每个事件用一台从未录过像的摄像机和一个从未打开过 App 的浏览器。服务器、PostgreSQL、判定进程、摄像机和浏览器共用这台机器；摄像机的网络不限速，已建立的连接上的推送也不限速。',
    columns: ['从有动静起的毫秒数', 'p50', 'p95'],
    parts: {
      opened: '事件已创建',
      seen: '第一个对象已存好，事件从此列出',
      made: '摄像机录完并编码好第一段',
      stored: '第一段已存好',
      shown: '事件出现在列表里',
      tapped: '点开',
      code: '页面和播放器的代码已就绪',
      playback: '播放会话已打开',
      playlist: '播放列表已取到',
      key: '密钥已取到',
      object: '第一个对象已取到',
      picture: '**屏幕上出现第一帧**',
    },
    since: '能同时进行的各步是同时进行的：点开时摄像机还在录，播放列表会等第一段录好。',
    peerColumns: ['从点开到看到画面', 'p50', 'p95'],
    ours: 'Kaitong：页面、播放会话、播放列表、密钥、加密的分段',
    peer: '空的 Node 加一个 `<video>`：同样的画面，一个 MP4',
    processor: (each) => `每个事件占用的处理器时间（含此前打开首页）：${each}。`,
    programs: { server: '服务器', database: 'PostgreSQL', cameras: '摄像机', browser: '浏览器', bench: '测试程序' },
    quiet: '测量时机器空闲。',
    busy: (share) => `**测量时机器并不空闲**：其他程序占用了 ${share} 的处理器，用时比空闲时长。`,
    reading: '运行方式：`npm run bench -- pictures`。',
  },
];

const timesOf = (what: string, times: readonly number[]): string[] => [what, whole(p50(times)), whole(p95(times))];

function paragraphsOf(page: Words, { events, bare, spent }: Results): [string, ...string[]] {
  const taps = events.map(({ picture, tapped }) => picture - tapped);
  const each = PROGRAMS.map((one) => `${page.programs[one]} ${(spent.by[one] / events.length).toFixed(2)} s`);
  const share = `${(shareOfOthers(spent) * 100).toFixed(0)} %`;
  return [
    page.intro,
    table(
      page.columns,
      PARTS.map((part) =>
        timesOf(
          page.parts[part],
          events.map((moments) => moments[part]),
        ),
      ),
    ),
    page.since,
    table(page.peerColumns, [timesOf(page.ours, taps), timesOf(page.peer, bare)]),
    page.processor(each.join(', ')),
    isQuiet(spent) ? page.quiet : page.busy(share),
    page.reading,
  ];
}

export const { writeReport, reportText } = guidePages('pictures', words, paragraphsOf);
