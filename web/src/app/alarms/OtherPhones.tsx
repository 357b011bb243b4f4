import type { AlarmPhone, Alarms } from '@kaitong/contract';
import { nameBrowser } from '../../ui/name-browser.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './Alarms.module.css';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';

/** Phones that ring beside the one in hand. */
export function OtherPhones({ alarms }: { alarms: Alarms }) {
  const t = useText();
  const others = alarms.phones.filter(({ current }) => !current);
  if (others.length === 0) return null;
  return (
    <Group title={t('alarms.others')} note={t('alarms.othersNote')}>
      <ul>
        {others.map((phone) => (
          <Row key={phone.id} phone={phone} />
        ))}
      </ul>
    </Group>
  );
}

function Row({ phone: { id, browser, addedAt, rangAt } }: { phone: AlarmPhone }) {
  const t = useText();
  const remove = useAlarmChange(async () => {
    await alarmsApi.removeAlarmPhone({ params: { id } });
    return await alarmsApi.getAlarms({});
  });
  const name = nameBrowser(browser) ?? t('security.unknownBrowser');
  return (
    <li className={styles.row}>
      <div>
        <strong>{name}</strong>
        <p>
          {rangAt ? t('alarms.rangAt') : t('alarms.addedAt')} <TimeText at={rangAt ?? addedAt} />
        </p>
        {remove.isError && <ErrorNotice error={remove.error} />}
      </div>
      <Button
        kind="dangerPlain"
        aria-label={t('alarms.removeOf', { name })}
        busy={remove.isPending && t('alarms.removing')}
        onClick={() => remove.mutate(undefined)}
      >
        {t('alarms.remove')}
      </Button>
    </li>
  );
}
