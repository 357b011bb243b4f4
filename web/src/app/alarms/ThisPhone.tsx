import type { Alarms } from '@kaitong/contract';
import { useState } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { NotificationSwitch } from '../footage/settings/NotificationSwitch.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';
import { type BrowserCase, caseOf, readBrowser, subscribe, unsubscribe } from './this-browser.ts';
import { rememberWanted } from './wanted-by.ts';

type Why = Exclude<BrowserCase, 'able'> | 'no_service';

/** Whether this browser rings; where it cannot, which case it is and what else there is. */
export function ThisPhone({ alarms }: { alarms: Alarms }) {
  const t = useText();
  const [language] = useLanguage();
  const [refused, setRefused] = useState<Why>();
  const current = alarms.phones.find((phone) => phone.current);
  const change = useAlarmChange(async (wanted: boolean): Promise<Alarms> => {
    setRefused(undefined);
    if (!wanted) {
      await unsubscribe();
      if (current) await alarmsApi.removeAlarmPhone({ params: { id: current.id } });
      return await alarmsApi.getAlarms({});
    }
    const subscription = await subscribe(alarms.serverKey);
    if (typeof subscription === 'string') {
      setRefused(subscription);
      return alarms;
    }
    rememberWanted((await api.getOwner({})).id);
    return await alarmsApi.addAlarmPhone({ body: { ...subscription, language } });
  });
  const found = caseOf(readBrowser());
  const why = found === 'able' ? refused : found;
  return (
    <>
      <Group title={t('alarms.thisPhone')}>
        <Switch
          label={t('alarms.ring')}
          text={t('alarms.ringText')}
          checked={current !== undefined}
          disabled={found !== 'able' || change.isPending}
          onChange={(wanted) => change.mutate(wanted)}
        />
        {why !== undefined && <NotificationSwitch />}
      </Group>
      {change.isError && <ErrorNotice error={change.error} />}
      {why !== undefined && (
        <Callout tone="waiting" role="status" title={t(`alarms.cases.${why}`)}>
          <p>{t(`alarms.help.${why}`)}</p>
        </Callout>
      )}
    </>
  );
}
