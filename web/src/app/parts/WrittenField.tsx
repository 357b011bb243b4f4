import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Field } from './Field.tsx';

type Props = {
  label: string;
  /** As it is written in every language. */
  value: string;
  longest: number;
  disabled?: boolean;
  problem?: string | undefined;
  after?: ReactNode;
  /** What a text that is still being typed stands for; undefined while it is nothing whole. */
  readWhole: (text: string) => string | undefined;
  /** What was meant by a text that somebody left. */
  readLeft: (text: string) => string | undefined;
  /** Says that a text stands for nothing, and what stays. */
  refuse: (text: string) => string;
  onChange: (value: string) => void;
  /** The field was left with this value. */
  onSettle?: ((value: string) => void) | undefined;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
};

/**
 * A time or a day as text: browsers' own inputs for them speak the browser's language instead of the page's. What is
 * whole is taken over while it is typed; what is none when the field is left gives way to the value before, and is told.
 */
export function WrittenField({ label, value, longest, disabled, problem, after, ...rest }: Props) {
  const { readWhole, readLeft, refuse, onChange, onSettle, onKeyDown } = rest;
  const [typed, setTyped] = useState<string>();
  const [refused, setRefused] = useState<string>();

  function type(text: string) {
    setRefused(undefined);
    const whole = readWhole(text);
    setTyped(whole === undefined ? text : undefined);
    if (whole !== undefined && whole !== value) onChange(whole);
  }

  function leave() {
    const meant = typed === undefined ? value : readLeft(typed);
    setTyped(undefined);
    if (meant === undefined) return setRefused(refuse(typed ?? ''));
    if (meant !== value) onChange(meant);
    onSettle?.(meant);
  }

  return (
    <Field
      label={label}
      inputMode="numeric"
      autoComplete="off"
      maxLength={longest}
      {...(disabled === undefined ? {} : { disabled })}
      value={typed ?? value}
      problem={refused ?? problem}
      after={after}
      onChange={({ target }) => type(target.value)}
      onFocus={({ target }) => target.select()}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave();
        onKeyDown?.(event);
      }}
    />
  );
}
