import type { RecordedEvent } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import styles from '../events/EventActions.module.css';
import { refreshFootage } from '../footage-queries.ts';
import { useText } from '../texts/index.ts';
import { KeepSheet } from './KeepSheet.tsx';
import { Pin } from './Pin.tsx';

/** Keeps a recording beyond its plan's days, or no more. */
export function Keep({ event }: { event: RecordedEvent }) {
  const t = useText();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const isKept = event.kept !== 'no';
  return (
    <>
      <Button className={isKept ? styles.isKept : undefined} aria-pressed={isKept} onClick={() => setAsked(true)}>
        <Pin />
        {t('footage.keeping.keep')}
      </Button>
      {isAsked && (
        <KeepSheet
          events={[event]}
          onChanged={() => void refreshFootage(client, event.deviceId)}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
