import { Choice } from '../../parts/Choice.tsx';
import { DayField } from '../day/DayField.tsx';
import { useText } from '../texts/index.ts';
import styles from './ExportPage.module.css';
import type { ChosenDays } from './export-choice.ts';

type Props = {
  /** Undefined: all days. */
  days: ChosenDays | undefined;
  isBackwards: boolean;
  /** The days from the first recording to the last. */
  suggested: () => ChosenDays;
  onChange: (days: ChosenDays | undefined) => void;
};

/** All days, or those from one to another. */
export function ChooseDays({ days, isBackwards, suggested, onChange }: Props) {
  const t = useText();
  return (
    <>
      <Choice
        label={t('footage.exporting.which')}
        value={days ? 'some' : 'all'}
        options={[
          { value: 'all', label: t('footage.exporting.allDays') },
          { value: 'some', label: t('footage.exporting.someDays') },
        ]}
        onChange={(value) => onChange(value === 'all' ? undefined : suggested())}
      />
      {days && (
        <div className={styles.days}>
          <DayField
            label={t('footage.exporting.from')}
            value={days.from}
            onChange={(from) => onChange({ ...days, from })}
          />
          <DayField
            label={t('footage.exporting.to')}
            value={days.to}
            problem={isBackwards ? t('footage.exporting.backwards') : undefined}
            onChange={(to) => onChange({ ...days, to })}
          />
        </div>
      )}
    </>
  );
}
