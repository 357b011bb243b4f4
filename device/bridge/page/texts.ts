import type { Language } from '@kaitong/contract';
import type { FilesChecked } from '@kaitong/judge/local';
import type { LocalCode } from '../../src/index.ts';
import type { LiveProblem } from '../../virtual/sources/live-input.ts';
import type { HookAnswer } from '../bridged-camera.ts';
import type { OnvifProblem } from '../onvif/problem.ts';
import type { Preview } from '../preview.ts';
import type { MotionView } from '../recent-motion.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh-CN.ts';

type Unseen = Extract<HookAnswer, { seen: false }>['because'];

/** Everything that the page says. `{…}` is filled in. */
export type Texts = {
  title: string;
  intro: string;
  noAnswer: string;
  stream: string;
  streams: { connecting: string; live: string; waiting: string };
  tryingAt: string;
  problems: Record<LiveProblem, { title: string; fix: string }>;
  picture: { live: string; stills: string; none: string; alt: string };
  facts: {
    title: string;
    address: string;
    codec: string;
    size: string;
    fps: string;
    key: string;
    bitrate: string;
    sound: string;
    clock: string;
    measuring: string;
    noSound: string;
    soundLeft: string;
    clockRight: string;
    clockFast: string;
    clockSlow: string;
    saysFps: string;
    keyLong: string;
  };
  motion: {
    title: string;
    now: string;
    limit: string;
    is: Record<MotionView['is'], string>;
  };
  /** What makes an event, and how it is with the camera's own detection. */
  onvif: {
    title: string;
    by: Record<'picture' | 'none' | 'onvif', string>;
    connecting: string;
    untold: string;
    problems: Record<OnvifProblem, { title: string; fix: string }>;
  };
  judge: {
    title: string;
    about: string;
    look: string;
    again: string;
    taking: string;
    judging: string;
    outcome: Record<FilesChecked['verdict']['outcome'], string>;
    at: string;
    noFindings: string;
    failed: Record<Extract<Preview, { is: 'failed' }>['because'], string>;
    cause: string;
    fix: string;
    error: string;
    warning: string;
    notSeen: string;
  };
  pairing: {
    title: string;
    unpaired: string;
    noLicence: string;
    text: string;
    pair: string;
    pairing: string;
    paired: string;
    copy: string;
    copied: string;
    states: Record<'online' | 'connecting' | 'stopped' | 'dormant' | 'starting', string>;
    mayUpload: string;
    mayRecord: string;
    trigger: string;
    triggered: string;
    unseen: Record<Unseen, string>;
    removedFirst: string;
  };
  news: {
    title: string;
    none: string;
    granted: string;
    revoked: string;
    permitted: Record<'none' | 'event' | 'continuous', string>;
    recording: Record<'wave' | 'motion' | 'probe' | 'simulated' | 'continuous', string>;
    uploaded: string;
    notUploaded: string;
    online: string;
    connecting: string;
    stopped: string;
    unpaired: string;
    settings: string;
  };
  codes: Record<LocalCode, string>;
};

export const texts: Record<Language, Texts> = { 'zh-CN': zh, en };

export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
