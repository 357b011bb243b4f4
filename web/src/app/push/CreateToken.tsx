import type { app, DeviceId, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { useText } from '../footage/texts/index.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { MadeToken } from './MadeToken.tsx';
import styles from './PushPage.module.css';
import { ingestTokens } from './push-queries.ts';

/** Makes a token and shows it, this once. */
export function CreateToken({ deviceId, onClose }: { deviceId: DeviceId; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const create = useOnce({
    mutationFn: () => api.createIngestToken({ params: { deviceId }, body: { name: name.trim() } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ingestTokens(deviceId).queryKey }),
  });
  const isEmpty = name.trim() === '';
  if (create.data) return <Made made={create.data} onClose={onClose} />;
  return (
    <Sheet title={t('footage.push.createTitle')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isEmpty && !create.isPending) create.mutate();
        }}
      >
        <Field
          label={t('footage.push.name')}
          hint={t('footage.push.nameHint')}
          value={name}
          maxLength={80}
          autoComplete="off"
          problem={tried && isEmpty ? t('footage.push.nameRequired') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {create.isError && <ErrorNotice error={create.error} />}
        <div className={sheetActionsClass}>
          <Button kind="primary" type="submit" busy={create.isPending && t('footage.push.creating')}>
            {t('footage.push.create')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}

type MadeProps = { made: Output<typeof app.createIngestToken>; onClose: () => void };

function Made({ made, onClose }: MadeProps) {
  const t = useText();
  return (
    <Sheet title={t('footage.push.madeTitle', { name: made.name })} onClose={onClose}>
      <MadeToken token={made} />
      <div className={sheetActionsClass}>
        <Button kind="primary" onClick={onClose}>
          {t('footage.done')}
        </Button>
      </div>
    </Sheet>
  );
}
