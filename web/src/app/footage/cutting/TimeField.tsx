import { ClockField } from '../../parts/ClockField.tsx';
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
  return (
    <ClockField
      label={label}
      precision="second"
      value={clockOf(at)}
      problem={problem}
      onChange={(clock) => {
        const moment = momentOf(day, clock);
        if (moment !== undefined) onChange(moment);
      }}
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
