import { type ApplicationProgress, type Language, probeText, problemText, type StepName } from '@kaitong/contract';
import { type Finding, findingText, isRateTold, rateText } from '@kaitong/contract/checks';
import { findingLines } from './finding-lines.ts';
import type { Line } from './output.ts';
import { pictureLines } from './picture-lines.ts';

type Texts = Record<StepName, string> &
  Record<'ack' | 'now' | 'wave' | 'again' | 'probe' | 'event' | 'stored' | 'judged' | 'place', string> & {
    queued: (ahead: number, seconds: number) => string;
  };

const texts: Record<Language, Texts> = {
  'zh-CN': {
    check: '校验设备',
    grant: '下发上传权限',
    preflight: '上传测试',
    'await-event': '等待挥手',
    'await-upload': '接收视频',
    verify: '验证视频',
    activate: '开通产品',
    publish: '发布到各区域',
    ack: '设备已应答。',
    now: '请在摄像头前 30–100 厘米处挥手几次。',
    place: '上传测试通过；同时验证的设备较多，轮到时请您挥手。',
    probe: '上传测试',
    wave: '还没有等到事件。请再次挥手；一直没有反应时，请检查移动侦测。',
    again: '画面与此前的样品很像，请再挥一次手。',
    event: '设备上报了事件',
    stored: '收到分片',
    judged: '检测项',
    queued: (ahead, seconds) => `排队中：前面还有 ${ahead} 个，预计约 ${seconds} 秒`,
  },
  en: {
    check: 'check the device',
    grant: 'send the upload permission',
    preflight: 'test the upload',
    'await-event': 'wait for a wave',
    'await-upload': 'receive the video',
    verify: 'verify the video',
    activate: 'activate the product',
    publish: 'publish to the regions',
    ack: 'The device answered.',
    now: 'Wave a few times, 30–100 cm in front of the camera.',
    place: 'The upload test is fine. Many devices are being verified: you are asked to wave when it is your turn.',
    probe: 'upload test',
    wave: 'No event yet. Wave again; if nothing happens, check motion detection.',
    again: 'The video looks like an earlier sample. Please wave again.',
    event: 'the device opened an event',
    stored: 'received object',
    judged: 'finding',
    queued: (ahead, seconds) => `in the queue: ${ahead} ahead, about ${seconds} s to go`,
  },
};

const took = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What a person at a terminal reads of a run; nothing of what only programs need. */
export function progressLines(progress: ApplicationProgress, language: Language, columns?: number): Line[] {
  const t = texts[language];
  switch (progress.type) {
    case 'step.started':
      return progress.step === 'await-event' ? [`  ${t.now}`] : [];
    case 'step.ended':
      return [`${progress.outcome === 'done' ? '✓' : '✗'} ${t[progress.step]}  ${took(progress.tookMs)}`];
    case 'grant.acknowledged':
      return [`  ${t.ack}`];
    case 'probe.sent':
      return [`  ${t.probe} …`];
    case 'probe.inspected':
      return briefLines(`${t.probe}, ${t.judged}`, progress.findings, language);
    case 'probe.refused':
      return [`  ${t.probe}: ${explain(progress.problem.code, progress.problem.params, language)}`];
    case 'probe.ended': {
      const { title, remedy } = probeText(progress.outcome, progress, language);
      const found = findingLines(progress.findings, language).map((line) => `    ${line}`);
      return [`  ${t.probe}: ${title} (${progress.outcome})`, `  ${remedy}`, ...found];
    }
    case 'judge.queued':
      // Without a time it has begun, and waits only to be asked to wave.
      if (progress.expectedMs === undefined) return [`  ${t.place}`];
      return [`  ${t.queued(progress.waiting, Math.ceil(progress.expectedMs / 1000))}`];
    case 'wave.hinted':
      return [`  ${t.wave}`];
    case 'wave.again':
      return [`  ${t.again}`];
    case 'event.opened':
      return [`  ${t.event} (${progress.eventType})`];
    case 'object.stored':
      return [`  ${t.stored} ${progress.n}: ${progress.kind}, ${Math.ceil(progress.bytes / 1024)} kB`];
    case 'object.inspected':
      return briefLines(t.judged, progress.findings, language);
    case 'verdict.reached':
      return [
        ...pictureLines(progress.pictures ?? [], language, columns),
        ...(progress.rate && isRateTold(progress.rate, progress.findings)
          ? [`  ${rateText(progress.rate, language)}`]
          : []),
      ];
    case 'application.ended':
      return progress.problem === null ? [] : [explain(progress.problem.code, progress.problem.params, language)];
    default:
      return [];
  }
}

/** While it runs: the outcome says all of each. */
const briefLines = (label: string, findings: readonly Finding[], language: Language): string[] =>
  findings.map((found) => `  ${label} ${found.code}: ${findingText(found, language).sentence}`);

function explain(...[code, params, language]: Parameters<typeof problemText>): string {
  const { title, remedy } = problemText(code, params, language);
  return `${title} (${code})\n  ${remedy}`;
}
