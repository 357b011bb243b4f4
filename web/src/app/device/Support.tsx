import type { OwnerDevice } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';

/** Lets the maker read this camera's log for a day by a code, ends it, and shows who looked. */
export function Support({ device: { deviceId, name } }: { device: OwnerDevice }) {
  const t = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const support = useQuery({ ...queries.support(deviceId), enabled: open });
  const onSuccess = () => client.invalidateQueries({ queryKey: queries.support(deviceId).queryKey });
  const make = useOnce({ mutationFn: () => api.createSupportCode({ params: { deviceId } }), onSuccess });
  const end = useOnce({
    mutationFn: () => api.endSupport({ params: { deviceId } }),
    onSuccess: () => {
      make.reset();
      return onSuccess();
    },
  });
  const code = make.data;
  const failed = make.isError ? make : end;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('support.open')}</Button>
      {open && (
        <Sheet title={t('support.title', { name })} onClose={() => setOpen(false)}>
          <p>{t('support.text')}</p>
          {code && (
            <p className={styles.handOver} role="status">
              <span className="visually-hidden">{t('support.code')}</span>
              <strong>{code.code}</strong>
            </p>
          )}
          <Loaded query={support} what={t('support.open')}>
            {({ until, accountName, looks }) => (
              <>
                {until && (
                  <p>
                    {accountName ? t('support.reads', { name: accountName }) : t('support.waits')}{' '}
                    <TimeText at={until} exact />
                  </p>
                )}
                {looks.length > 0 && (
                  <>
                    <h3>{t('support.looks')}</h3>
                    <ul>
                      {looks.map((look) => (
                        <li key={`${look.firstAt} ${look.accountName}`}>
                          {look.accountName}, <TimeText at={look.lastAt} exact />
                        </li>
                      ))}
                    </ul>
                  </>
                )}
                {failed.isError && <ErrorNotice error={failed.error} />}
                <div className={sheetActionsClass}>
                  {code && <CopyLine key={code.code} text={code.code} label={t('support.copy')} />}
                  <Button
                    kind={code ? 'plain' : 'primary'}
                    busy={make.isPending && t('support.making')}
                    onClick={() => make.mutate()}
                  >
                    {t(until ? 'support.again' : 'support.make')}
                  </Button>
                  {until && (
                    <Button kind="dangerPlain" busy={end.isPending && t('support.ending')} onClick={() => end.mutate()}>
                      {t('support.end')}
                    </Button>
                  )}
                  <Button onClick={() => setOpen(false)}>{t('support.close')}</Button>
                </div>
              </>
            )}
          </Loaded>
        </Sheet>
      )}
    </>
  );
}
