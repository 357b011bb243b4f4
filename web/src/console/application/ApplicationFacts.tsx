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
import { ApplicationStateTag } from './ApplicationStateTag.tsx';
import { clipFactsOf } from './clip-facts.ts';
import type { RunView } from './run-view.ts';

type Props = { application: Application; run: RunView };

/** What was submitted, what the account may know about it, and what clip came. */
export function ApplicationFacts({ application, run }: Props) {
  const t = useText();
  const regionNames = useRegionNames();
  const clip = useClipText(run);
  const unknown = t('application.unknown');
  const { deviceId, state, pid, productName, firmware, region, createdAt, endedAt, lagging } = application;
  return (
    <Facts
      facts={[
        [t('application.deviceId'), <Ident key="id" value={deviceId} />],
        [t('manage.column.state'), <ApplicationStateTag key="state" state={state} />],
        [t('application.product'), productName ?? unknown],
        ['PID', pid ? <PidLink key="pid" pid={pid} /> : unknown],
        [t('application.firmware'), firmware ?? unknown],
        [t('application.region'), region ? regionNames([region]) : unknown],
        [t('application.createdAt'), <When key="created" at={createdAt} />],
        [t('application.endedAt'), endedAt ? <When key="ended" at={endedAt} /> : t('common.none')],
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
      <TimeText at={at} />
      <br />
      <small>{formatUtc(at)}</small>
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
