import { type ReactNode, useState } from 'react';
import { useText } from '../texts/index.ts';
import { Button } from './Button.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Field } from './Field.tsx';
import styles from './NameForm.module.css';
import { sheetActionsClass } from './Sheet.tsx';

type Props = {
  label: string;
  hint?: string;
  /** What is said where it is left empty. */
  missing: string;
  /** How many letters there is room for. */
  most: number;
  before?: string;
  /** What becomes of the name. */
  call: { isPending: boolean; isError: boolean; error: unknown };
  onName: (name: string) => void;
  action: string;
  /** The same while it goes on. */
  acting: string;
  /** In a sheet. */
  onCancel?: () => void;
  /** Stands above it. */
  children?: ReactNode;
};

/** Asks for a name that may not be empty. */
export function NameForm({
  before = '',
  most,
  missing,
  call,
  onName,
  action,
  acting,
  onCancel,
  children,
  ...field
}: Props) {
  const t = useText();
  const [typed, setTyped] = useState(before);
  const [tried, setTried] = useState(false);
  const name = typed.trim();
  const submit = (
    <Button kind="primary" type="submit" busy={call.isPending && acting}>
      {action}
    </Button>
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name !== '' && !call.isPending) onName(name);
      }}
    >
      {children}
      <Field
        {...field}
        value={typed}
        maxLength={most}
        autoComplete="off"
        problem={tried && name === '' ? missing : undefined}
        onChange={(event) => setTyped(event.target.value)}
      />
      {call.isError && <ErrorNotice error={call.error} />}
      {onCancel ? (
        <div className={sheetActionsClass}>
          {submit}
          <Button onClick={onCancel}>{t('common.cancel')}</Button>
        </div>
      ) : (
        submit
      )}
    </form>
  );
}
