import { Choice } from '../../parts/Choice.tsx';
import { Field } from '../../parts/Field.tsx';
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
          <Field
            label={t('footage.exporting.from')}
            type="date"
            value={days.from}
            onChange={({ target: { value } }) => onChange({ ...days, from: value })}
          />
          <Field
            label={t('footage.exporting.to')}
            type="date"
            value={days.to}
            problem={isBackwards ? t('footage.exporting.backwards') : undefined}
            onChange={({ target: { value } }) => onChange({ ...days, to: value })}
          />
        </div>
      )}
    </>
  );
}
