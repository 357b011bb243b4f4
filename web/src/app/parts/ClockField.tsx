import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { useText } from '../texts/index.ts';
import { ChooseButton } from './ChooseButton.tsx';
import { ClockSheet } from './ClockSheet.tsx';
import { type Precision, readLeftClock, readWholeClock, stepClock } from './read-clock.ts';
import { WrittenField } from './WrittenField.tsx';

type Props = {
  label: string;
  value: string;
  precision?: Precision;
  disabled?: boolean;
  problem?: string | undefined;
  /** Stands at the end of a time to the second, which no sheet offers. */
  after?: ReactNode;
  onChange: (clock: string) => void;
  onSettle?: (clock: string) => void;
};

/** A time of day with 24 hours: typed, moved by the arrow keys, or chosen from a sheet where minutes are enough. */
export function ClockField({ label, value, precision = 'minute', disabled = false, problem, after, ...on }: Props) {
  const t = useText();
  const [isChoosing, setChoosing] = useState(false);
  const example = precision === 'minute' ? '22:30' : '22:30:05';
  return (
    <>
      <WrittenField
        {...{ label, value, disabled, problem }}
        longest={example.length}
        readWhole={(text) => readWholeClock(text, precision)}
        readLeft={(text) => readLeftClock(text, precision)}
        refuse={(text) => t('written.noTime', { text, kept: value, example })}
        onChange={on.onChange}
        onSettle={on.onSettle}
        onKeyDown={(event) => {
          const by = STEPS[event.key];
          const input = event.currentTarget;
          if (by === undefined || input.value !== value) return;
          event.preventDefault();
          const begin = Math.floor(Math.min(input.selectionStart ?? 0, value.length - 1) / 3) * 3;
          flushSync(() => on.onChange(stepClock(value, begin, by)));
          input.setSelectionRange(begin, begin + 2);
        }}
        after={
          precision === 'second' ? (
            after
          ) : (
            <ChooseButton icon="clock" {...{ label, disabled }} onClick={() => setChoosing(true)} />
          )
        }
      />
      {isChoosing && (
        <ClockSheet
          {...{ label, value }}
          onClose={() => setChoosing(false)}
          onChoose={(clock) => {
            setChoosing(false);
            on.onChange(clock);
            on.onSettle?.(clock);
          }}
        />
      )}
    </>
  );
}

const STEPS: Record<string, 1 | -1> = { ArrowUp: 1, ArrowDown: -1 };
