import type { Language } from '../languages.ts';
import type { SoakFinding, SoakRule } from './soak.ts';
import type { ItemReasonText, ItemText } from './texts.ts';

type Texts = Record<SoakRule, ItemText & ItemReasonText & { name: string }>;

const zhCN: Texts = {
  nothing_came: {
    name: '每小时都有事件',
    about: '平台每小时让摄像机模拟移动，它应录下事件。',
    title: '有 {hours} 个小时收到了移动指令，却没有任何事件',
    remedy:
      '检查这些小时内固件是否停止了录像：看门狗重启、编码器卡死或存储写满都会如此。设备日志会列出同一时间发生了什么。',
  },
  uploads_missing: {
    name: '事件完整上传',
    about: '开始录制的事件都应完整到达平台。',
    title: '{opened} 个事件中只有 {arrived} 个完整到达',
    remedy: '断线或出错后应从缺少的对象继续上传，直到平台全部确认。设备日志会列出被拒绝的请求。',
  },
  line_away: {
    name: '连接不长时间中断',
    about: '断线后摄像机应尽快恢复连接。',
    title: '第 {hour} 小时内摄像机有 {minutes} 分钟没有连接',
    remedy: '断线后应按退避规则不断重试，且不得在若干次失败后放弃。先排除现场断网，再检查固件的重连逻辑。',
  },
  line_unsteady: {
    name: '连接稳定',
    about: '除令牌到期外，连接应保持不断。',
    title: '{hours} 小时内连接中断了 {count} 次，多数原因为 {why}',
    remedy: '检查心跳间隔、Wi-Fi 省电设置和网络任务的看门狗；若固件定时重启网络，请去掉该逻辑。',
  },
  grows_slower: {
    name: '不会越来越慢',
    about: '运行一天后，事件应和开始时一样快地可以播放。',
    title: '从事件发生到可以播放，开始时约 {first} 秒，最后约 {last} 秒',
    remedy: '时间越久越慢，通常是队列、文件句柄或内存没有释放。对比开始和结束时固件的内存与打开文件数。',
  },
  calls_refused: {
    name: '请求不被拒绝',
    about: '遵守协议的摄像机很少被拒绝。',
    title: '平台拒绝了 {count} 次请求，多数为 {code}',
    remedy: '在协议文档中查找该错误码，按其说明修改；设备日志会列出每一次。',
  },
};

const en: Texts = {
  nothing_came: {
    name: 'Events every hour',
    about: 'Each hour the camera is told to see motion, and has to record it.',
    title: 'Hours in which it was told to see motion and no event came: {hours}',
    remedy:
      'See whether the firmware stopped recording in those hours: a watchdog’s restart, a stuck encoder and full storage look like this. The device’s log says what else happened then.',
  },
  uploads_missing: {
    name: 'Events arrive whole',
    about: 'Whatever event it opens has to arrive whole.',
    title: 'Of {opened} events only {arrived} arrived whole',
    remedy:
      'After a lost line or an error, go on with the objects that are missing until the platform has acknowledged all. The device’s log lists the calls that were refused.',
  },
  line_away: {
    name: 'No long time without a line',
    about: 'A camera that lost its line has to have it again soon.',
    title: 'In hour {hour} the camera had no line for {minutes} minutes',
    remedy:
      'Try again with growing pauses, and never give up after a number of tries. Rule out an outage of the network first, then look at how the firmware connects again.',
  },
  line_unsteady: {
    name: 'A steady line',
    about: 'But for tokens that expire, a line has to hold.',
    title: 'Lines lost in {hours} h: {count}, mostly by {why}',
    remedy:
      'Look at the keep-alive, the power saving of the Wi-Fi and the watchdog of the network’s task; if the firmware restarts its network by the clock, take that out.',
  },
  grows_slower: {
    name: 'It does not grow slower',
    about: 'After a day its events can be watched as soon as at the beginning.',
    title: 'From an event until it could be watched it took {first} s at the beginning, and {last} s at the end',
    remedy:
      'What grows slower with time mostly does not give back queues, file handles or memory. Compare the firmware’s memory and open files at the beginning and at the end.',
  },
  calls_refused: {
    name: 'Calls are not refused',
    about: 'A camera that keeps to the protocol is hardly ever refused.',
    title: 'The platform refused {count} calls, mostly with {code}',
    remedy: 'Look the code up in the protocol and do what it says; the device’s log lists each of them.',
  },
};

const texts: Record<Language, Texts> = { 'zh-CN': zhCN, en };

export const soakRuleText = (rule: SoakRule, language: Language): { name: string; about: string } =>
  texts[language][rule];

export function soakFindingText({ rule, params }: SoakFinding, language: Language): ItemReasonText {
  const { title, remedy } = texts[language][rule];
  const filled = title.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return { title: filled, remedy };
}
