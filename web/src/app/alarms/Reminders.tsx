import type { Alarms } from '@kaitong/contract';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';

/** Whether phones tell of renewals too; notices and mail do in any case. */
export function Reminders({ alarms: { reminders } }: { alarms: Alarms }) {
  const t = useText();
  const set = useAlarmChange((wanted: boolean) => alarmsApi.changeAlarms({ body: { reminders: wanted } }));
  return (
    <Group title={t('alarms.reminders')}>
      <Switch
        label={t('alarms.remindersOn')}
        text={t('alarms.remindersText')}
        checked={reminders}
        disabled={set.isPending}
        onChange={(wanted) => set.mutate(wanted)}
      />
      {set.isError && <ErrorNotice error={set.error} />}
    </Group>
  );
}
