import type { Application } from '@kaitong/contract';
import { checkTexts } from '@kaitong/contract/checks';
import { Facts } from '../../desk/parts/Facts.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { formatUtc } from '../../ui/format.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { PidLink } from '../products/PidLink.tsx';
import { useText } from '../texts/index.ts';
import { clipFactsOf } from './clip-facts.ts';
import type { RunView } from './run-view.ts';
import { SampleTag } from './SampleTag.tsx';

type Props = { application: Application; run: RunView };

/** What was submitted, what the account may know about it beside what the title says, and what clip came. */
export function ApplicationFacts({ application, run }: Props) {
  const t = useText();
  const regionNames = useRegionNames();
  const clip = useClipText(run);
  const unknown = t('application.unknown');
  const { deviceId, pid, region, createdAt, endedAt, lagging } = application;
  return (
    <Facts
      as="line"
      facts={[
        [
          t('application.deviceId'),
          <span key="id">
            <Ident value={deviceId} /> <SampleTag sample={application.sample} />
          </span>,
        ],
        ['PID', pid ? <PidLink key="pid" pid={pid} /> : unknown],
        [t('application.region'), region ? regionNames([region]) : unknown],
        [t('application.createdAt'), <When key="created" at={createdAt} />],
        ...(endedAt ? ([[t('application.endedAt'), <When key="ended" at={endedAt} />]] as const) : []),
        ...(clip ? ([[t('application.clip'), clip]] as const) : []),
        ...(lagging.length > 0
          ? ([[t('manage.column.regions'), t('manage.laggingRegions', { regions: regionNames(lagging) })]] as const)
          : []),
      ]}
    />
  );
}

/** Also by the clock that devices log by. */
function When({ at }: { at: string }) {
  return (
    <>
      <TimeText at={at} /> <small>{formatUtc(at)}</small>
    </>
  );
}

function useClipText(run: RunView): string | null {
  const t = useText();
  const [language] = useLanguage();
  const clip = clipFactsOf(run);
  if (!clip) return null;
  const { words } = checkTexts[language];
  const { container, codec, width, height, fps, encryption } = clip;
  return [
    words[container] ?? container,
    words[codec] ?? codec,
    `${width} × ${height}`,
    ...(fps === null ? [] : [t('application.fps', { fps })]),
    encryption === 'none' ? t('application.unencrypted') : t('application.encrypted', { by: encryption.toUpperCase() }),
  ].join(' · ');
}
