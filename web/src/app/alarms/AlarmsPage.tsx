import { useQuery } from '@tanstack/react-query';
import { Page } from '../frame/Page.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { useText } from '../texts/index.ts';
import { alarmsQuery } from './alarms-query.ts';
import { CameraKinds } from './CameraKinds.tsx';
import { OtherPhones } from './OtherPhones.tsx';
import { QuietHours } from './QuietHours.tsx';
import { Reminders } from './Reminders.tsx';
import { Snooze } from './Snooze.tsx';
import { ThisPhone } from './ThisPhone.tsx';

/** Which phones ring, for what and when. */
export function AlarmsPage() {
  const t = useText();
  return (
    <Page title={t('alarms.title')} back={{ to: '/me' }}>
      <Loaded query={useQuery(alarmsQuery())} what={t('alarms.title')} rows={4}>
        {(alarms) => (
          <>
            <ThisPhone alarms={alarms} />
            <OtherPhones alarms={alarms} />
            {alarms.phones.length > 0 && <Snooze alarms={alarms} />}
            <QuietHours alarms={alarms} />
            <CameraKinds alarms={alarms} />
            <Reminders alarms={alarms} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
