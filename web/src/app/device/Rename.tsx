import type { OwnerDevice } from '@kaitong/contract';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';
import { useUpdate } from './use-change.ts';

export function Rename({ device, onClose }: { device: OwnerDevice; onClose: () => void }) {
  const t = useText();
  const [name, setName] = useState(device.name);
  const [tried, setTried] = useState(false);
  const change = useUpdate(device.deviceId);
  const isEmpty = name.trim() === '';
  return (
    <Sheet title={t('device.renameTitle')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isEmpty && !change.isPending) change.mutate({ name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <Field
          label={t('device.name')}
          value={name}
          maxLength={40}
          autoComplete="off"
          problem={tried && isEmpty ? t('device.nameRequired') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {change.isError && <ErrorNotice error={change.error} />}
        <div className={sheetActionsClass}>
          <Button kind="primary" type="submit" busy={change.isPending && t('common.save')}>
            {t('common.save')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
