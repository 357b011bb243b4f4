import { type DeviceLogDay, deviceLogText } from '@kaitong/contract';
import { DataTable } from '../../desk/table/DataTable.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './DeviceLog.module.css';

/** Refusals by day, where its owner shows no more. */
export function LogDays({ days }: { days: DeviceLogDay[] }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <DataTable
      label={t('deviceLog.days')}
      items={days}
      keyOf={({ day, code, name, reason }) => `${day} ${code} ${name} ${reason}`}
      columns={[
        { key: 'day', title: t('deviceLog.day'), cell: ({ day }) => day },
        { key: 'what', title: t('deviceLog.what'), wide: true, cell: (day) => deviceLogText(day, language) },
        { key: 'count', title: t('deviceLog.count'), number: true, cell: ({ count }) => count },
      ]}
      empty={<p className={styles.lead}>{t('deviceLog.noDays')}</p>}
    />
  );
}
