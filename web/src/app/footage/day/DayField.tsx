import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { ChooseButton } from '../../parts/ChooseButton.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { WrittenField } from '../../parts/WrittenField.tsx';
import { useText } from '../texts/index.ts';
import { type Day, dayOf } from './days.ts';
import { Month } from './Month.tsx';
import { readLeftDay, readWholeDay } from './read-day.ts';

type Props = {
  label: string;
  /** Undefined: no day, where there may be none. */
  value: Day | undefined;
  problem?: string | undefined;
  onChange: (day: Day) => void;
  /** Where there may be none, a field that is made empty says so. */
  onClear?: () => void;
};

const EXAMPLE = '2026-07-28';

/** A day, typed as 2026-07-28 in every language or chosen from a calendar in the page's. */
export function DayField({ label, value, problem, onChange, onClear }: Props) {
  const t = useText();
  const [isChoosing, setChoosing] = useState(false);
  const orNone = (read: (text: string) => Day | undefined) => (text: string) =>
    onClear && text === '' ? '' : read(text);
  return (
    <>
      <WrittenField
        {...{ label, problem }}
        value={value ?? ''}
        longest={MOST_TYPED}
        readWhole={orNone(readWholeDay)}
        readLeft={orNone(readLeftDay)}
        refuse={(text) =>
          value
            ? t('written.noDay', { text, kept: value, example: EXAMPLE })
            : t('written.noDayYet', { text, example: EXAMPLE })
        }
        onChange={(day) => (day === '' ? onClear?.() : onChange(day))}
        after={<ChooseButton icon="calendar" label={label} onClick={() => setChoosing(true)} />}
      />
      {isChoosing && (
        <ChooseDay
          {...{ label, value }}
          onClose={() => setChoosing(false)}
          onChoose={(day) => {
            setChoosing(false);
            onChange(day);
          }}
        />
      )}
    </>
  );
}

/** 2026年07月28日 */
const MOST_TYPED = 11;

type ChooseDayProps = { label: string; value: Day | undefined; onClose: () => void; onChoose: (day: Day) => void };

function ChooseDay({ label, value, onClose, onChoose }: ChooseDayProps) {
  const t = useText();
  const today = dayOf(Date.now());
  const [focused, setFocused] = useState(value === undefined || value > today ? today : value);
  return (
    <Sheet title={label} onClose={onClose}>
      <Month day={value} {...{ today, focused, onChoose }} onFocus={setFocused} takesFocus />
      <div className={sheetActionsClass}>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
