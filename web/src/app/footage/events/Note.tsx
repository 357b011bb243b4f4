import { LONGEST_NOTE, type RecordedEvent } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { footageQueries, refreshFootage } from '../footage-queries.ts';
import { takingApi } from '../taking-api.ts';
import { useText } from '../texts/index.ts';
import styles from './Note.module.css';

/** What was written down about a recording; whoever may, changes it. */
export function Note({ event, mayWrite }: { event: RecordedEvent; mayWrite: boolean }) {
  const t = useText();
  const [isWriting, setWriting] = useState(false);
  if (event.note === null && !mayWrite) return null;
  return (
    <div className={styles.note}>
      {event.note !== null && <p>{event.note}</p>}
      {mayWrite && (
        <Button onClick={() => setWriting(true)}>
          <Icon name="edit" />
          {t(event.note === null ? 'footage.note.add' : 'footage.note.change')}
        </Button>
      )}
      {isWriting && <WriteNote event={event} onClose={() => setWriting(false)} />}
    </div>
  );
}

function WriteNote({ event, onClose }: { event: RecordedEvent; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const { deviceId, eventId } = event;
  const [typed, setTyped] = useState(event.note ?? '');
  const save = useOnce({
    mutationFn: () => takingApi.changeNote({ params: { deviceId, eventId }, body: { note: typed } }),
    onSuccess: (changed) => {
      client.setQueryData(footageQueries.event(deviceId, eventId).queryKey, changed);
      void refreshFootage(client, deviceId);
      onClose();
    },
  });
  return (
    <Sheet title={t('footage.note.title')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(submitted) => {
          submitted.preventDefault();
          save.mutate();
        }}
      >
        <Field
          label={t('footage.note.label')}
          hint={t('footage.note.hint')}
          maxLength={LONGEST_NOTE}
          autoComplete="off"
          value={typed}
          onChange={({ target: { value } }) => setTyped(value)}
        />
        {save.isError && <ErrorNotice error={save.error} />}
        <div className={sheetActionsClass}>
          <Button kind="primary" type="submit" busy={save.isPending && t('footage.note.saving')}>
            {t('footage.note.save')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
