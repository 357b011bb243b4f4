import { useState } from 'react';
import { Field } from '../../parts/Field.tsx';
import { clockOf, type Day } from '../day/days.ts';
import styles from './CutRange.module.css';
import { momentOf } from './cut-span.ts';

type Props = {
  label: string;
  day: Day;
  at: number;
  problem: string | undefined;
  /** The moment that plays, to be taken over; `hereLabel` says so. */
  here: number | undefined;
  hereLabel: string;
  hereText: string;
  onChange: (at: number) => void;
};

/** A time of a day to the second, typed or taken from what plays. */
export function TimeField({ label, day, at, problem, here, hereLabel, hereText, onChange }: Props) {
  /** What is half typed stands there until it is a time. */
  const [typed, setTyped] = useState<string>();
  return (
    <Field
      label={label}
      type="time"
      step={1}
      value={typed ?? clockOf(at)}
      problem={problem}
      onChange={({ target: { value } }) => {
        const moment = momentOf(day, value);
        setTyped(moment === undefined ? value : undefined);
        if (moment !== undefined) onChange(moment);
      }}
      onBlur={() => setTyped(undefined)}
      after={
        here !== undefined && (
          <button type="button" className={styles.here} aria-label={hereLabel} onClick={() => onChange(here)}>
            {hereText}
          </button>
        )
      }
    />
  );
}
