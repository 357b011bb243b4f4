import type { LoginSession } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { nameBrowser } from '../../ui/name-browser.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './SecurityPage.module.css';

/** Where the owner is signed in, each with the way to end it. */
export function Sessions() {
  const t = useText();
  const sessions = useQuery(queries.loginSessions());
  return (
    <Loaded query={sessions} what={t('security.sessions')} rows={2}>
      {(items) => (
        <>
          <Group title={t('security.sessions')} note={t('security.sessionsNote')}>
            <ul>
              {items.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          </Group>
          {items.length > 1 && <EndOthers />}
        </>
      )}
    </Loaded>
  );
}

function useEnd(end: () => Promise<unknown>) {
  const client = useQueryClient();
  return useOnce({
    mutationFn: end,
    onSettled: () => client.invalidateQueries({ queryKey: queries.loginSessions().queryKey }),
  });
}

function SessionRow({ session: { id, browser, address, startedAt, seenAt, current } }: { session: LoginSession }) {
  const t = useText();
  const end = useEnd(() => api.endSession({ params: { id } }));
  const name = nameBrowser(browser) ?? t('security.unknownBrowser');
  return (
    <li className={styles.session}>
      <div>
        <strong>{name}</strong>
        <p>
          {t('security.startedAt')} <TimeText at={startedAt} />
          {address && ` · ${address}`}
        </p>
        <p>
          {current ? (
            t('security.thisOne')
          ) : (
            <>
              {t('security.seenAt')} <TimeText at={seenAt} />
            </>
          )}
        </p>
      </div>
      {!current && (
        <Button
          kind="dangerPlain"
          aria-label={t('security.endOf', { name })}
          busy={end.isPending && t('me.signingOut')}
          onClick={() => end.mutate()}
        >
          {t('me.signOut')}
        </Button>
      )}
      {end.isError && <ErrorNotice error={end.error} />}
    </li>
  );
}

function EndOthers() {
  const t = useText();
  const end = useEnd(() => api.endOtherSessions({}));
  return (
    <>
      {end.isError && <ErrorNotice error={end.error} />}
      <Button kind="dangerPlain" busy={end.isPending && t('me.signingOut')} onClick={() => end.mutate()}>
        {t('security.endOthers')}
      </Button>
    </>
  );
}
