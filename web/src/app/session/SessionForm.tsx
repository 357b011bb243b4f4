import { type ReactNode, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { type Fields, readForm, type Wrong, wrongIn } from './check-form.ts';
import styles from './SignedOut.module.css';
import { useWrongText } from './use-wrong-text.ts';

type Props = {
  check: (fields: Fields) => Wrong;
  start: { mutate: (fields: Fields) => void; error: unknown; isError: boolean; isPending: boolean };
  submit: string;
  busy: string;
  /** The inputs; `problem` says what is wrong with one. */
  fields: (problem: (field: keyof Fields) => string | undefined) => ReactNode;
  children: ReactNode;
};

/** A form that begins a session: looks at what was typed, then asks the server. */
export function SessionForm({ check, start, submit, busy, fields, children }: Props) {
  const [tried, setTried] = useState<{ wrong: Wrong; typed: Fields }>();
  const wrongText = useWrongText();
  const wrong = { ...tried?.wrong, ...wrongIn(start.error) };
  const problem = (field: keyof Fields) => wrongText(wrong, field, tried?.typed[field] ?? '');
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (start.isPending) return;
        const typed = readForm(event.currentTarget);
        const found = check(typed);
        setTried({ wrong: found, typed });
        const [first] = Object.keys(found);
        if (first === undefined) start.mutate(typed);
        else event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      }}
    >
      {fields(problem)}
      {start.isError && Object.keys(wrongIn(start.error)).length === 0 && <ErrorNotice error={start.error} />}
      <Button kind="primary" type="submit" busy={start.isPending && busy}>
        {submit}
      </Button>
      {children}
    </form>
  );
}
