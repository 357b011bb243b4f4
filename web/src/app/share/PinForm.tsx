import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { isPin, PinField } from '../footage/sharing/PinField.tsx';
import { useText } from '../footage/texts/index.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import styles from './PinForm.module.css';
import { type Codec, type Visited, visit } from './visit.ts';

type Props = { token: string; codec: Codec; onOpen: (visited: Visited) => void; onPaused: () => void };

/** Before a link that its owner protected. */
export function PinForm({ token, codec, onOpen, onPaused }: Props) {
  const t = useText();
  const [pin, setPin] = useState('');
  const open = useMutation({
    mutationFn: () => visit(token, { pin, codec }),
    onSuccess: onOpen,
    onError: (error) => codeOf(error) === 'share_paused' && onPaused(),
  });
  const isWhole = isPin(pin);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) open.mutate();
      }}
    >
      <h2>{t('footage.link.ask')}</h2>
      <p>{t('footage.link.askText')}</p>
      <PinField value={pin} onChange={setPin} />
      {open.isError && <ErrorNotice error={open.error} />}
      <Button kind="primary" type="submit" disabled={!isWhole} busy={open.isPending && t('footage.link.opening')}>
        {t('footage.link.open')}
      </Button>
    </form>
  );
}
