import type { OwnerDevice } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';

/** Gives a camera to somebody else by a code; until they pair it, it stays as it is. */
export function HandOver({ device: { deviceId, name, handOverUntil } }: { device: OwnerDevice }) {
  const t = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const onSuccess = () => void client.invalidateQueries({ queryKey: queries.device(deviceId).queryKey });
  const make = useOnce({ mutationFn: () => api.createHandOverCode({ params: { deviceId } }), onSuccess });
  const withdraw = useOnce({
    mutationFn: () => api.withdrawHandOverCode({ params: { deviceId } }),
    onSuccess: () => {
      make.reset();
      onSuccess();
    },
  });
  const code = make.data;
  const failed = make.isError ? make : withdraw;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('handOver.open')}</Button>
      {open && (
        <Sheet title={t('handOver.title', { name })} onClose={() => setOpen(false)}>
          <p>{t('handOver.text')}</p>
          <p>{t('handOver.means')}</p>
          {code && (
            <p className={styles.handOver} role="status">
              <span className="visually-hidden">{t('handOver.code')}</span>
              <strong>{code.code}</strong>
            </p>
          )}
          {handOverUntil && (
            <p>
              {t(code ? 'handOver.until' : 'handOver.standing')} <TimeText at={handOverUntil} exact />
            </p>
          )}
          {failed.isError && <ErrorNotice error={failed.error} />}
          <div className={sheetActionsClass}>
            {code && <CopyLine key={code.code} text={code.code} label={t('handOver.copy')} />}
            <Button
              kind={code ? 'plain' : 'primary'}
              busy={make.isPending && t('handOver.making')}
              onClick={() => make.mutate()}
            >
              {t(handOverUntil ? 'handOver.again' : 'handOver.make')}
            </Button>
            {handOverUntil && (
              <Button
                kind="dangerPlain"
                busy={withdraw.isPending && t('handOver.withdrawing')}
                onClick={() => withdraw.mutate()}
              >
                {t('handOver.withdraw')}
              </Button>
            )}
            <Button onClick={() => setOpen(false)}>{t('handOver.close')}</Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
