import type { app, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './TesterPage.module.css';

type Link = Output<typeof app.listTesterLinks>['items'][number];

/** A maker that this account is linked to, and the way out. */
export function TesterLink({ link }: { link: Link }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const name = link.accountName;
  return (
    <li className={styles.link}>
      <div>
        <strong>{name}</strong>
        <p className={styles.since}>
          {t('testers.since')} <TimeText at={link.linkedAt} />
        </p>
      </div>
      <Button kind="dangerPlain" aria-label={t('testers.removeOf', { name })} onClick={() => setAsking(true)}>
        {t('testers.remove')}
      </Button>
      {asking && <Unlink link={link} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Unlink({ link: { id, accountName: name }, onClose }: { link: Link; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const remove = useOnce({
    mutationFn: () => api.removeTesterLink({ params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queries.testerLinks().queryKey }),
  });
  return (
    <Sheet title={t('testers.removeTitle', { name })} onClose={onClose}>
      <p>{t('testers.removeText')}</p>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <div className={sheetActionsClass}>
        <Button kind="danger" busy={remove.isPending && t('testers.removing')} onClick={() => remove.mutate()}>
          {t('testers.remove')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
