import { useMutation } from '@tanstack/react-query';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Ring } from '../parts/Ring.tsx';
import { useRemaining } from '../parts/use-remaining.ts';
import { useText } from '../texts/index.ts';
import styles from './TesterPage.module.css';

/** Makes a one-time code and shows it for as long as it is good. */
export function TesterCode() {
  const t = useText();
  const create = useMutation({ mutationFn: () => api.createTesterCode({}) });
  return (
    <div>
      {create.data && <Code {...create.data} />}
      {create.isError && <ErrorNotice error={create.error} />}
      <div className={styles.actions}>
        {create.data && <CopyLine key={create.data.code} text={create.data.code} label={t('common.copy')} />}
        <Button
          kind={create.data ? 'plain' : 'primary'}
          busy={create.isPending && t('testers.creating')}
          onClick={() => create.mutate()}
        >
          {create.data ? t('pairing.renew') : t('testers.create')}
        </Button>
      </div>
    </div>
  );
}

function Code({ code, expiresAt }: { code: string; expiresAt: string }) {
  const t = useText();
  const { ms, fraction, minutes } = useRemaining(expiresAt);
  if (ms === 0) return <Callout tone="waiting" title={t('testers.expired')} role="status" />;
  return (
    <Ring fraction={fraction}>
      <div className={styles.code}>
        <span className="visually-hidden">{t('testers.code')}</span>
        <span className={styles.letters}>{code}</span>
        <span className={styles.left}>{minutes > 0 ? t('testers.left', { minutes }) : t('testers.leftLast')}</span>
      </div>
    </Ring>
  );
}
