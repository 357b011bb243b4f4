import { probeText } from '@kaitong/contract';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { formatBytes, formatSeconds } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';
import { type RunView, received, type StepView } from './run-view.ts';

type Queue = NonNullable<RunView['queue']>;

/** What to say below a step of the line, in one short sentence; null where there is nothing yet. */
export function useStepNote(run: RunView, isEverywhere: boolean): (step: StepView) => string | null {
  const t = useText();
  const regionNames = useRegionNames();
  const [language] = useLanguage();

  const queued = (key: 'run.note.queued' | 'run.note.placeQueued', { ahead, expectedMs }: Queue): string => {
    const place = t(key, { waiting: ahead });
    const minutes = expectedMs === null ? 0 : Math.ceil(expectedMs / 60_000);
    if (minutes === 0) return place;
    return `${place}${t(minutes === 1 ? 'run.note.waitMinute' : 'run.note.waitMinutes', { minutes })}`;
  };

  const publishedNote = ({ published, lagging }: RunView): string | null => {
    const names = { regions: regionNames(published), lagging: regionNames(lagging) };
    if (lagging.length > 0) return t(published.length > 0 ? 'run.note.partlyPublished' : 'run.note.lagging', names);
    return published.length > 0 ? t('run.note.published', names) : null;
  };

  const preflightNote = ({ probe, queue }: RunView, step: StepView): string | null => {
    if (step.status === 'running' && queue) return t('run.note.wavePlace');
    if (!probe) return null;
    if (probe.outcome === null) return t('run.note.probe');
    if (step.status === 'running' && probe.stopped) return t('run.note.stopped');
    return probeText(probe.outcome, { reason: probe.reason, findings: probe.findings }, language).title;
  };

  return (step) => {
    if (step.status === 'waiting') return null;
    switch (step.name) {
      case 'check':
      case 'activate':
        return null;
      case 'grant':
        if (run.queue) return queued('run.note.placeQueued', run.queue);
        if (run.device === 'acknowledged') return t('run.note.acknowledged');
        return run.device === 'asked' ? t('run.note.sent') : null;
      case 'preflight':
        return preflightNote(run, step);
      case 'await-event':
        if (run.event) return t('run.note.opened', { type: t(`run.event.${run.event.type}`) });
        if (step.status !== 'running') return null;
        return t('run.note.waving');
      case 'await-upload': {
        const { segments, bytes, durationMs } = received(run);
        return t('run.note.received', { segments, seconds: formatSeconds(durationMs), bytes: formatBytes(bytes) });
      }
      case 'verify':
        if (step.status !== 'running') return null;
        return run.queue ? queued('run.note.queued', run.queue) : t('run.note.judging');
      case 'publish':
        return isEverywhere ? t('run.note.everywhere') : publishedNote(run);
    }
  };
}
