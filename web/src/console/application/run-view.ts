import {
  type ApplicationProgress,
  type ApplicationState,
  type NumberedProgress,
  type ProbeOutcome,
  type ProbeResult,
  type Refusal,
  type Region,
  type SegmentVideo,
  STEPS,
  type StepName,
} from '@kaitong/contract';
import type { ClipRate, EventDeclaration, Finding, PictureSecond } from '@kaitong/contract/checks';

export type StepView = {
  name: StepName;
  status: 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
  startedAt: string | null;
  deadlineAt: string | null;
  tookMs: number | null;
};

export type ObjectView = {
  n: number;
  kind: 'init' | 'segment' | 'snapshot';
  bytes: number;
  durationMs: number;
  /** Size and key flag of each frame, once inspected. */
  strip: [number, boolean][];
  /** When each of them is, by its container's clock; empty where that is not known. */
  times: (number | null)[];
  /** What its bitstream says of the picture. */
  video?: Pick<SegmentVideo, 'codec' | 'width' | 'height'>;
};

export type ProbeView = {
  /** Null while it goes on. */
  outcome: ProbeOutcome | null;
  /** The run waits for another test. */
  stopped: boolean;
  reason: string | null;
  findings: Finding[];
  refused: Refusal[];
};

/** What the numbered progress of one application adds up to: everything the live pages show. */
export type RunView = {
  seq: number;
  steps: StepView[];
  device: 'silent' | 'asked' | 'acknowledged';
  /** The latest test event; null where the device was not asked for one. */
  probe: ProbeView | null;
  /** The one before it, which it is compared with. */
  earlierProbe: ProbeView | null;
  hinted: boolean;
  /** A second wave was asked for; what the first one left is not shown any more. */
  askedAgain: boolean;
  event: {
    type: Extract<ApplicationProgress, { type: 'event.opened' }>['eventType'];
    /** Null in older runs. */
    declaration: EventDeclaration | null;
  } | null;
  objects: ObjectView[];
  findings: Finding[];
  /** How fast time runs in the clip; null before the verdict. */
  rate: ClipRate | null;
  /** What the clip shows, second by second; empty before the verdict, and of what was not decoded. */
  pictures: PictureSecond[];
  /** Clips before this one in the judge's queue, or runs before this one; null while it does not wait. */
  queue: { ahead: number; expectedMs: number | null } | null;
  published: Region[];
  /** Regions that did not answer when they were told of the activation. */
  lagging: Region[];
  ended: { state: ApplicationState; problem: Refusal | null } | null;
};

export const emptyRun: RunView = {
  seq: 0,
  steps: STEPS.map((name) => ({ name, status: 'waiting', startedAt: null, deadlineAt: null, tookMs: null })),
  device: 'silent',
  probe: null,
  earlierProbe: null,
  hinted: false,
  askedAgain: false,
  event: null,
  objects: [],
  findings: [],
  rate: null,
  pictures: [],
  queue: null,
  published: [],
  lagging: [],
  ended: null,
};

/** The view after one more event. Events that were seen before change nothing. */
export function addProgress(view: RunView, { seq, progress }: NumberedProgress): RunView {
  return seq <= view.seq ? view : { ...view, seq, ...changes(view, progress) };
}

function changes(view: RunView, progress: ApplicationProgress): Partial<RunView> {
  switch (progress.type) {
    case 'step.started':
      return { steps: startStep(view.steps, progress.step, progress.at, progress.deadlineAt), queue: null };
    case 'step.ended':
      return {
        steps: view.steps.map((step) =>
          step.name === progress.step ? { ...step, status: progress.outcome, tookMs: progress.tookMs } : step,
        ),
      };
    case 'grant.sent':
      return { device: 'asked', queue: null };
    case 'grant.acknowledged':
      return { device: 'acknowledged' };
    case 'probe.sent':
      return {
        probe: { outcome: null, stopped: false, reason: null, findings: [], refused: [] },
        earlierProbe: view.probe,
      };
    case 'probe.opened':
      return {};
    case 'probe.inspected':
      return changeProbe(view, ({ findings }) => ({ findings: [...findings, ...progress.findings] }));
    case 'probe.refused':
      return changeProbe(view, ({ refused }) => ({ refused: [...refused, progress.problem] }));
    case 'probe.ended': {
      const { outcome, reason, findings, stopped = false } = progress;
      // A test that broke off has no judgement of its own; what its objects showed stays.
      return changeProbe(view, (probe) => ({
        outcome,
        stopped,
        reason,
        findings: findings.length > 0 ? findings : probe.findings,
      }));
    }
    case 'wave.hinted':
      return { hinted: true };
    case 'wave.again':
      return {
        askedAgain: true,
        hinted: false,
        device: 'silent',
        event: null,
        objects: [],
        findings: [],
        rate: null,
        pictures: [],
        queue: null,
      };
    case 'event.opened':
      return { event: { type: progress.eventType, declaration: progress.declaration ?? null }, objects: [] };
    case 'object.stored':
      return { objects: storeObject(view.objects, progress) };
    case 'object.inspected':
      return {
        objects: view.objects.map((object) => (object.n === progress.n ? inspectObject(object, progress) : object)),
        findings: [...view.findings, ...progress.findings],
      };
    case 'event.closed':
      return {};
    case 'judge.queued':
      return { queue: { ahead: progress.waiting, expectedMs: progress.expectedMs ?? null } };
    case 'verdict.reached':
      return {
        queue: null,
        findings: progress.findings,
        rate: progress.rate ?? null,
        pictures: progress.pictures ?? [],
      };
    case 'region.published':
      return {
        published: [...view.published, progress.region],
        lagging: view.lagging.filter((region) => region !== progress.region),
      };
    case 'region.lagging':
      return { lagging: [...view.lagging.filter((region) => region !== progress.region), progress.region] };
    case 'application.ended':
      return {
        ended: { state: progress.state, problem: progress.problem },
        steps: stopSteps(view.steps, progress.state),
      };
  }
}

function changeProbe({ probe }: RunView, change: (probe: ProbeView) => Partial<ProbeView>): Partial<RunView> {
  return probe === null ? {} : { probe: { ...probe, ...change(probe) } };
}

/** Whether the test showed something that the maker should know. */
export const isProbeTroubled = ({ probe }: RunView): boolean =>
  probe !== null &&
  (probe.findings.length > 0 ||
    probe.refused.length > 0 ||
    !(probe.outcome === null || ['clean', 'overtaken', 'declined'].includes(probe.outcome)));

/**
 * A step that begins means that all before it are done, also those whose end was never reported, and that none after it
 * has begun: a second wave goes through them once more.
 */
function startStep(steps: StepView[], name: StepName, at: string, deadlineAt: string | null): StepView[] {
  const index = steps.findIndex((step) => step.name === name);
  return steps.map((step, i) => {
    // Most devices make no test events: what never began was not done.
    if (i < index && step.name === 'preflight' && step.status === 'waiting') return step;
    if (i < index && step.status !== 'failed') return { ...step, status: 'done' };
    // Started again while it runs: its deadline was renewed, for example while the clip waits for the judge.
    const startedAt = step.status === 'running' ? (step.startedAt ?? at) : at;
    if (i === index) return { ...step, status: 'running', startedAt, deadlineAt, tookMs: null };
    return i > index ? { ...step, status: 'waiting', startedAt: null, deadlineAt: null, tookMs: null } : step;
  });
}

/** Whoever cancelled stopped a step; it did not fail. */
const STOPPED: Record<ApplicationState, StepView['status']> = {
  verifying: 'failed',
  approved: 'done',
  rejected: 'failed',
  cancelled: 'stopped',
  refused: 'failed',
};

function stopSteps(steps: StepView[], state: ApplicationState): StepView[] {
  const status = STOPPED[state];
  // That a step ended was told before why: as a failure, also where somebody cancelled.
  return steps.map((step) =>
    step.status === 'running' || (step.status === 'failed' && status === 'stopped')
      ? { ...step, status, deadlineAt: null }
      : step,
  );
}

type Stored = Extract<ApplicationProgress, { type: 'object.stored' }>;

function storeObject(objects: ObjectView[], { n, kind, bytes, durationMs }: Stored): ObjectView[] {
  return [...objects.filter((object) => object.n !== n), { n, kind, bytes, durationMs, strip: [], times: [] }];
}

type Inspected = Extract<ApplicationProgress, { type: 'object.inspected' }>;

function inspectObject(object: ObjectView, { strip, video }: Inspected): ObjectView {
  if (!strip) return object;
  return { ...object, strip, ...(video ? { video, times: video.times } : {}) };
}

export const runningStep = (view: RunView): StepView | undefined =>
  view.steps.find((step) => step.status === 'running');

/** What has come in so far. */
export function received(view: RunView): { segments: number; bytes: number; durationMs: number } {
  const segments = view.objects.filter((object) => object.kind === 'segment');
  return {
    segments: segments.length,
    bytes: view.objects.reduce((sum, object) => sum + object.bytes, 0),
    durationMs: segments.reduce((sum, object) => sum + object.durationMs, 0),
  };
}

/** The steps to show: a test of the way up only where there was one. */
export const shownSteps = ({ steps }: RunView): StepView[] =>
  steps.filter(({ name, status }) => name !== 'preflight' || status !== 'waiting');

/** As it is compared with another; undefined while it goes on. */
export const probeResult = ({ outcome, findings, refused }: ProbeView): ProbeResult | undefined =>
  outcome === null ? undefined : { outcome, findings, refused: refused.map(({ code }) => code) };
