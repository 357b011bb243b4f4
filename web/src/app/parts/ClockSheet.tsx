import { useEffect, useId, useRef, useState } from 'react';
import { useText } from '../texts/index.ts';
import { Button } from './Button.tsx';
import styles from './ClockSheet.module.css';
import { Sheet, sheetActionsClass } from './Sheet.tsx';

type Props = { label: string; value: string; onClose: () => void; onChoose: (clock: string) => void };

const MINUTES_APART = 5;
const counted = (count: number, step = 1) =>
  Array.from({ length: count }, (_, at) => String(at * step).padStart(2, '0'));
const HOURS = counted(24);
const MINUTES = counted(60 / MINUTES_APART, MINUTES_APART);

/** Hour and minute, each one of those in view. A minute between two of them is typed. */
export function ClockSheet({ label, value, onClose, onChoose }: Props) {
  const t = useText();
  const [hour, setHour] = useState(value.slice(0, 2));
  const [minute, setMinute] = useState(value.slice(3, 5));
  const time = `${hour}:${minute}`;
  return (
    <Sheet title={label} onClose={onClose}>
      <OneOf label={t('written.hour')} options={HOURS} value={hour} onChange={setHour} takesFocus />
      <OneOf label={t('written.minute')} options={MINUTES} value={minute} onChange={setMinute} />
      <div className={sheetActionsClass}>
        <Button kind="primary" onClick={() => onChoose(time)}>
          {t('written.take', { time })}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}

type OneOfProps = {
  label: string;
  options: readonly string[];
  value: string;
  /** The keyboard begins at what is chosen; a dialog of its own begins at the first of all. */
  takesFocus?: boolean;
  onChange: (value: string) => void;
};

function OneOf({ label, options, value, takesFocus = false, onChange }: OneOfProps) {
  const name = useId();
  const chosen = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) chosen.current?.focus();
  }, [takesFocus]);
  return (
    <fieldset className={styles.oneOf}>
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option}>
            <input
              ref={option === value ? chosen : undefined}
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
