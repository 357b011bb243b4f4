import type { Language } from '../languages.ts';
import { type ClipRate, isBound, type RateEvidence, type RateUnknown } from './clip-rate.ts';
import type { Finding } from './finding.ts';
import { isStampFault } from './stamp-fault.ts';
import { checkTexts } from './texts.ts';

type Texts = {
  judged: (rate: string, fps: string, by: string, within: string) => string;
  bounded: (rate: string, fps: string, by: string) => string;
  atLeast: (fps: string) => string;
  fps: (stamped: string, delivered: string) => string;
  by: Record<RateEvidence, string>;
  unknown: (why: string) => string;
  because: Record<RateUnknown, string>;
};

const texts: Record<Language, Texts> = {
  en: {
    judged: (rate, fps, by, within) =>
      `Speed: recorded in ${rate} the time that the time stamps say${fps}, by ${by}, to within ${within}`,
    bounded: (rate, fps, by) => `Speed: recorded in at most ${rate} the time that the time stamps say${fps}, by ${by}`,
    atLeast: (fps) => `at least ${fps}`,
    fps: (stamped, delivered) => ` (${stamped} stamped, ${delivered} delivered)`,
    by: {
      sound: 'the sound’s sample clock',
      age: 'the objects’ ages (ageMs)',
      causality: 'the time since the trigger',
      arrival: 'the arrival of the segments',
    },
    unknown: (why) => `Speed: not judged, ${why}`,
    because: {
      no_times: 'since the time stamps themselves are wrong.',
      too_short: 'since the clip is too short to compare it with real time.',
      no_sound:
        'since there is no sound to compare the picture with. On the platform, ageMs and the arrival of the segments can tell.',
      sound_uncounted:
        'since samples are counted of AAC (with ADTS headers or an AudioSpecificConfig, not in LATM) and of G.711 only, and this sound is neither. On the platform, ageMs and the arrival of the segments can tell.',
      sound_short: 'since sound and picture are too short to compare. It takes at least five seconds of both.',
      sound_uneven: 'since the sound stops, or has holes by its own time stamps. Declare ageMs with each object.',
      sound_apart:
        'since sound and picture differ in one part of the clip only, as where one of them begins late or ends early. Declare ageMs with each object.',
      sound_unplaced:
        'since there are too few parts of sound and picture to compare: a file in which they seldom alternate, or two segments. Declare ageMs with each object.',
      sound_times: 'since the time stamps of the sound are wrong themselves. Declare ageMs with each object.',
      sound_rate: 'since the sampling rate that the sound says may be wrong. Declare ageMs with each object.',
      age_alone:
        'since one ageMs alone may have been held up on its way. Send several segments, or declare the object twice.',
      unsteady: 'since picture and real time differ in one place only: a pause, or a line that was held up.',
      never_waited:
        'since the device never waited for a segment: a slow line, or a finished recording. Declare ageMs with each object.',
      came_late: 'since the footage came long after it was recorded. Declare ageMs with each object.',
      reconnected: 'since the device reconnected in the meantime. Declare ageMs with each object.',
    },
  },
  'zh-CN': {
    judged: (rate, fps, by, within) =>
      `播放速度：实际录制用时是时间戳所示的 ${rate}${fps}，依据：${by}，误差 ${within} 以内`,
    bounded: (rate, fps, by) => `播放速度：实际录制用时最多是时间戳所示的 ${rate}${fps}，依据：${by}`,
    atLeast: (fps) => `至少 ${fps}`,
    fps: (stamped, delivered) => `（时间戳 ${stamped}，实际 ${delivered}）`,
    by: {
      sound: '声音的采样时钟',
      age: '各对象的 ageMs',
      causality: '触发以来的时间',
      arrival: '分片到达的时间',
    },
    unknown: (why) => `播放速度：未判定，${why}`,
    because: {
      no_times: '时间戳本身有问题。',
      too_short: '视频太短，无法与真实时间对照。',
      no_sound: '没有声音可以与画面对照。上传到平台时，可以依据 ageMs 和分片到达的时间判定。',
      sound_uncounted:
        '只有 AAC（带 ADTS 头或 AudioSpecificConfig，LATM 除外）和 G.711 的采样可以计数，而这段声音两者都不是。上传到平台时，可以依据 ageMs 和分片到达的时间判定。',
      sound_short: '声音和画面都太短，无法对照。两者至少都要有五秒。',
      sound_uneven: '按声音自身的时间戳，它中途停止或有空缺。请为每个对象申报 ageMs。',
      sound_apart: '声音与画面只在一段里对不上，可能是其中一个开始得晚或结束得早。请为每个对象申报 ageMs。',
      sound_unplaced: '可以对照的段太少：文件里声音与画面的数据很少交替，或只有两个分片。请为每个对象申报 ageMs。',
      sound_times: '声音自身的时间戳有错。请为每个对象申报 ageMs。',
      sound_rate: '声音写明的采样率可能有错。请为每个对象申报 ageMs。',
      age_alone: '只有一个 ageMs，可能在传输途中被耽搁。请分成多个分片，或把同一对象申报两次。',
      unsteady: '画面与真实时间只在一处不一致，可能是停顿，也可能是线路受阻。',
      never_waited: '设备没有等待过分片：线路慢，或录完之后才上传。请为每个对象申报 ageMs。',
      came_late: '录制很久之后才上传。请为每个对象申报 ageMs。',
      reconnected: '其间设备重新连接过。请为每个对象申报 ageMs。',
    },
  },
};

/** How fast time runs in a clip, in one line for people; where it was not judged, why, and what would help. */
export function rateText(rate: ClipRate, language: Language): string {
  const t = texts[language];
  if (rate.is === 'not_judged') return t.unknown(t.because[rate.because]);
  const { unit } = checkTexts[language];
  const { stampedFps, deliveredFps } = rate;
  const delivered = deliveredFps === null ? null : unit(deliveredFps, 'fps');
  const fps =
    stampedFps === null || delivered === null
      ? ''
      : t.fps(unit(stampedFps, 'fps'), isBound(rate.by) ? t.atLeast(delivered) : delivered);
  if (isBound(rate.by)) return t.bounded(unit(rate.rate, 'times'), fps, t.by[rate.by]);
  return t.judged(unit(rate.rate, 'times'), fps, t.by[rate.by], unit(Math.round(rate.within * 100), 'percent'));
}

/** Of what could not be read, no time stamps were seen that could be wrong. */
export const isRateTold = (rate: ClipRate, findings: readonly Finding[]): boolean =>
  rate.is === 'judged' || rate.because !== 'no_times' || findings.some(isStampFault);
