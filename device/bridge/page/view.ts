import { type Language, type ProblemCode, problems, problemText } from '@kaitong/contract';
import { groupFindings, groupText } from '@kaitong/contract/checks';
import type { Clock, DeviceProblem } from '../../src/index.ts';
import type { CameraNews } from '../../virtual/camera-options.ts';
import { withoutPassword } from '../../virtual/sources/live.ts';
import type { BridgedCamera } from '../bridged-camera.ts';
import { mimeOf, profileName } from '../stream-names.ts';
import { fill, type Texts, texts } from './texts.ts';

/** A fact in words; `warns`: it is likely to make trouble. */
type Fact = { name: string; value: string; warns?: true };
type Line = { at: number; text: string };

const LONG_KEY_MS = 4000;
/** Less than that are packets that came a little late. */
const CLOCK_PERCENT = 0.5;
const NAMES = { h264: 'H.264', h265: 'H.265' };

export type CameraView = ReturnType<typeof viewOf>;

/** One camera as its page shows it, in the page's language: the page has only to put it in place. */
export function viewOf(camera: BridgedCamera, clock: Clock, language: Language) {
  const words = texts[language];
  const { config, motion } = camera;
  return {
    name: config.name,
    stream: streamOf(camera, clock, words, language),
    picture: pictureOf(camera),
    facts: factsOf(camera, words),
    motion: camera.feed.footage ? motion.view : null,
    trigger: triggerOf(camera, clock, words, language),
    judge: judgeOf(camera, clock, words, language),
    device: deviceOf(camera, words),
    news: camera.news.flatMap(({ at, news }): Line[] => {
      const text = newsText(news, words, language);
      return text === undefined ? [] : [{ at, text }];
    }),
  };
}

function streamOf({ feed: { state } }: BridgedCamera, clock: Clock, words: Texts, language: Language) {
  const title = words.streams[state.is];
  if (state.is !== 'waiting') return { is: state.is, title, problem: null };
  const next = nextTry(state.tryAgainAt, clock, words, language);
  return { is: state.is, title, problem: { ...words.problems[state.problem], next } };
}

function nextTry(at: number, clock: Clock, words: Texts, language: Language): string {
  const again = clock.wall() + (at - clock.monotonic());
  return fill(words.tryingAt, { time: new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(again) });
}

/** What makes an event now, and why it is not what the configuration asks for. */
function triggerOf({ onvif, config }: BridgedCamera, clock: Clock, words: Texts, language: Language) {
  const by = onvif?.tells ? 'onvif' : config.motion;
  const trigger = { by: by as string, text: words.onvif.by[by], note: '', problem: null };
  switch (onvif?.state.is) {
    case undefined:
      return trigger;
    case 'connecting':
      return { ...trigger, note: words.onvif.connecting };
    case 'listening':
      return { ...trigger, note: onvif.tells ? '' : words.onvif.untold };
    case 'waiting': {
      const { problem, tryAgainAt } = onvif.state;
      const next = nextTry(tryAgainAt, clock, words, language);
      return { ...trigger, problem: { ...words.onvif.problems[problem], next } };
    }
  }
}

/** What a browser has to play; with each connection another one. */
function pictureOf({ feed: { state } }: BridgedCamera) {
  if (state.is !== 'live') return null;
  const { footage, since } = state;
  const { codec, width, height } = footage.format;
  const key = footage.lastKey;
  return {
    ...{ connection: Math.round(since), width, height, codec: NAMES[codec] },
    mime: key ? (mimeOf(codec, key.data) ?? '') : null,
  };
}

function factsOf(camera: BridgedCamera, words: Texts): Fact[] {
  const { facts } = words;
  const address: Fact = { name: facts.address, value: withoutPassword(camera.config.source) };
  const { state } = camera.feed;
  if (state.is !== 'live') return [address];
  const { format, about } = { format: state.footage.format, about: state.about };
  const { fps, kbps, keyMs, clockPercent } = camera.measures;
  const measured = (value: number | null, text: (value: number) => string): string =>
    value === null ? facts.measuring : text(value);
  const profile = profileName(format.codec, about.profile);
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const isLong = keyMs !== null && keyMs > LONG_KEY_MS;
  const isOff = clockPercent !== null && Math.abs(clockPercent) >= CLOCK_PERCENT;
  const { sound } = about;
  return [
    address,
    { name: facts.codec, value: [NAMES[format.codec], ...(profile ? [profile] : [])].join(' ') },
    { name: facts.size, value: `${format.width}×${format.height}` },
    { name: facts.fps, value: measured(fps, (value) => fpsText(value, format.fps, words)) },
    {
      name: facts.key,
      value: measured(keyMs, (ms) => (isLong ? fill(facts.keyLong, { seconds: seconds(ms) }) : `${seconds(ms)} s`)),
      ...(isLong ? { warns: true } : {}),
    },
    { name: facts.bitrate, value: measured(kbps, (value) => `${Math.round(value)} kb/s`) },
    {
      name: facts.sound,
      value: sound
        ? fill(facts.soundLeft, { sound: `${sound.codec.toUpperCase()} ${sound.rate / 1000} kHz` })
        : facts.noSound,
    },
    {
      name: facts.clock,
      value: measured(clockPercent, (value) => clockText(value, words)),
      ...(isOff ? { warns: true } : {}),
    },
  ];
}

function fpsText(measured: number, said: number, { facts }: Texts): string {
  const shown = measured.toFixed(1);
  return Math.abs(measured - said) > 1 ? fill(facts.saysFps, { measured: shown, said }) : shown;
}

function clockText(percent: number, { facts }: Texts): string {
  if (Math.abs(percent) < CLOCK_PERCENT) return facts.clockRight;
  return fill(percent > 0 ? facts.clockFast : facts.clockSlow, { percent: Math.abs(percent).toFixed(1) });
}

function judgeOf({ preview, feed }: BridgedCamera, clock: Clock, { judge }: Texts, language: Language) {
  const may = feed.footage !== undefined && preview?.is !== 'taking' && preview?.is !== 'judging';
  const base = { may, state: preview?.is ?? 'none', title: '', outcome: '', note: '', findings: [] };
  switch (preview?.is) {
    case undefined:
      return base;
    case 'taking': {
      const seconds = Math.max(0, Math.min(15, Math.floor((clock.monotonic() - preview.since) / 1000) + 2));
      return { ...base, title: fill(judge.taking, { seconds }) };
    }
    case 'judging':
      return { ...base, title: judge.judging };
    case 'failed':
      return { ...base, title: judge.failed[preview.because] };
    case 'judged': {
      const { verdict } = preview.checked;
      const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(preview.at);
      return {
        ...base,
        title: judge.outcome[verdict.outcome],
        outcome: verdict.outcome as string,
        note: fill(judge.at, { time, rules: verdict.rules }),
        findings: groupFindings(verdict.findings).map((group) => {
          const { title, sentence, cause, fix } = groupText(group, language);
          const { code, severity } = group.finding;
          return { code: code as string, severity: severity as string, title, sentence, cause, fix };
        }),
      };
    }
  }
}

function deviceOf({ camera, deviceId, config }: BridgedCamera, words: Texts) {
  const { pairing } = words;
  const state = camera?.state ?? 'starting';
  const grant = camera?.device.findGrant();
  return {
    deviceId: deviceId ?? null,
    mayPair: deviceId === undefined && config.licence !== undefined,
    state: deviceId === undefined ? null : state,
    stateText: deviceId === undefined ? '' : pairing.states[state],
    recording: camera?.recording ?? false,
    note:
      grant && !grant.used
        ? pairing.mayUpload
        : camera?.device.recordings.may('event') !== undefined
          ? pairing.mayRecord
          : '',
    asked: grant !== undefined && !grant.used && !camera?.recording,
  };
}

function newsText(news: CameraNews, words: Texts, language: Language): string | undefined {
  const t = words.news;
  const problem = (found: DeviceProblem): string => titleOf(found.code, words, language);
  switch (news.is) {
    case 'state':
      if (news.state.state === 'online') return t.online;
      if (news.state.state === 'stopped') return t.stopped;
      return news.state.problem ? fill(t.connecting, { problem: problem(news.state.problem) }) : undefined;
    case 'granted':
      return t.granted;
    case 'revoked':
      return t.revoked;
    case 'permitted':
      return t.permitted[news.recording];
    case 'recording':
      return t.recording[news.cause];
    case 'finished': {
      const { result } = news;
      if (result.is === 'failed') return fill(t.notUploaded, { problem: problem(result.problem) });
      const seconds = (result.durationMs / 1000).toFixed(1);
      return fill(t.uploaded, { event: result.eventId, seconds, kilobytes: Math.round(result.bytes / 1000) });
    }
    case 'settings':
      return t.settings;
    case 'unpaired':
      return t.unpaired;
    case 'object':
    case 'updated':
    case 'taken_back':
      return undefined;
  }
}

/** What a device's problem is called. */
export const titleOf = (code: DeviceProblem['code'], words: Texts, language: Language): string =>
  isPlatformCode(code) ? problemText(code, {}, language).title : words.codes[code];

const isPlatformCode = (code: DeviceProblem['code']): code is ProblemCode => Object.hasOwn(problems, code);
