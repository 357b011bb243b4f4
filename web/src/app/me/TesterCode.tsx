import { useQuery } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Ring } from '../parts/Ring.tsx';
import { useRemaining } from '../parts/use-remaining.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './TesterPage.module.css';

/** Makes a one-time code and shows it for as long as it is good. */
export function TesterCode() {
  const t = useText();
  const links = useQuery(queries.testerLinks()).data ?? [];
  const create = useOnce({
    mutationFn: async (before: ReadonlySet<string>) => ({ ...(await api.createTesterCode({})), before }),
  });
  const linked = create.data && links.find(({ id }) => !create.data.before.has(id));
  const code = linked ? undefined : create.data;
  return (
    <div>
      {linked && <Callout tone="verified" title={t('testers.linked', { name: linked.accountName })} role="status" />}
      {code && <Code {...code} />}
      {create.isError && <ErrorNotice error={create.error} />}
      <div className={styles.actions}>
        {code && <CopyLine key={code.code} text={code.code} label={t('common.copy')} />}
        <Button
          kind={code ? 'plain' : 'primary'}
          busy={create.isPending && t('testers.creating')}
          onClick={() => create.mutate(new Set(links.map(({ id }) => id)))}
        >
          {code ? t('pairing.renew') : t('testers.create')}
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
