import type { app, Output, Passkey } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { makePasskey } from '../../api/passkeys.ts';
import { useOnce } from '../../api/use-once.ts';
import { nameBrowser } from '../../ui/name-browser.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Field } from '../parts/Field.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { PasswordField } from '../session/PasswordField.tsx';
import { useText } from '../texts/index.ts';
import styles from './SecurityPage.module.css';

type Typed = { name: string; password: string };

/** What signs the owner in without a password, each with the way to remove it. */
export function Passkeys() {
  const t = useText();
  const [asking, setAsking] = useState<'add' | Passkey>();
  const close = () => setAsking(undefined);
  return (
    <Loaded query={useQuery(queries.passkeys())} what={t('passkeys.title')} rows={1}>
      {(found) => (
        <>
          <Group title={t('passkeys.title')} note={t('passkeys.note')}>
            <ul>
              {found.items.map((passkey) => (
                <Row key={passkey.id} passkey={passkey} onRemove={() => setAsking(passkey)} />
              ))}
            </ul>
            {found.items.length === 0 && whyNone(found) === undefined && (
              <p className={styles.none}>{t('passkeys.none')}</p>
            )}
            <WhyNone found={found} />
          </Group>
          {whyNone(found) === undefined && <Button onClick={() => setAsking('add')}>{t('passkeys.add')}</Button>}
          {asking === 'add' && <Add onClose={close} />}
          {asking !== undefined && asking !== 'add' && <Remove passkey={asking} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

type Found = Output<typeof app.listPasskeys>;
const whyNone = ({ unavailable, origin }: Found) =>
  unavailable ?? (origin === location.origin ? undefined : 'elsewhere');

function WhyNone({ found }: { found: Found }) {
  const t = useText();
  const why = whyNone(found);
  if (why === undefined) return null;
  return (
    <Callout tone="info" flush>
      {why === 'elsewhere' ? t('passkeys.elsewhere', { origin: found.origin }) : t(`passkeys.${why}`)}
    </Callout>
  );
}

function Row({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const t = useText();
  const { name, synced, createdAt, lastUsedAt, stoppedAt } = passkey;
  return (
    <li className={styles.session}>
      <div>
        <strong>{name}</strong>
        <p>
          {t('passkeys.createdAt')} <TimeText at={createdAt} />
          {lastUsedAt && (
            <>
              {' · '}
              {t('passkeys.lastUsedAt')} <TimeText at={lastUsedAt} />
            </>
          )}
        </p>
        {synced && <p>{t('passkeys.synced')}</p>}
        {stoppedAt && <Callout tone="refused" title={t('passkeys.stopped')} />}
      </div>
      <Button kind="dangerPlain" aria-label={t('passkeys.removeOf', { name })} onClick={onRemove}>
        {t('passkeys.remove')}
      </Button>
    </li>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useText();
  const add = useChange(async ({ name, password }: Typed) => {
    const created = await makePasskey(await api.beginPasskey({ body: { password } }));
    return await api.addPasskey({ body: { name, created } });
  }, onClose);
  return (
    <Proving title={t('passkeys.add')} act={add} onClose={onClose} danger={false} busy={t('passkeys.adding')}>
      <Field
        label={t('passkeys.name')}
        name="name"
        defaultValue={nameBrowser(navigator.userAgent) ?? ''}
        maxLength={60}
        required
      />
    </Proving>
  );
}

function Remove({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useText();
  const remove = useChange(({ password }: Typed) => api.removePasskey({ params: { id }, body: { password } }), onClose);
  return (
    <Proving
      title={t('passkeys.removeTitle', { name })}
      act={remove}
      onClose={onClose}
      danger={true}
      busy={t('passkeys.removing')}
    >
      <p>{t('passkeys.removeText')}</p>
    </Proving>
  );
}

function useChange(send: (typed: Typed) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  return useOnce({
    mutationFn: send,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queries.passkeys().queryKey });
      onDone();
    },
  });
}

type ProvingProps = {
  title: string;
  act: ReturnType<typeof useChange>;
  danger: boolean;
  busy: string;
  onClose: () => void;
  children: ReactNode;
};

/** A question that takes the password: an open browser is not enough. */
function Proving({ title, act, danger, busy, onClose, children }: ProvingProps) {
  const t = useText();
  const [isEmpty, setEmpty] = useState(false);
  const isWrong = codeOf(act.error) === 'sign_in_failed';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const password = String(data.get('password') ?? '');
    setEmpty(password === '');
    const name = String(data.get('name') ?? '').trim() || t('security.unknownBrowser');
    if (password !== '') act.mutate({ name, password });
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        {children}
        <PasswordField
          label={t('security.currentPassword')}
          autoComplete="current-password"
          problem={
            isEmpty
              ? t('session.required', { field: t('security.currentPassword') })
              : isWrong
                ? t('security.wrongPassword')
                : undefined
          }
        />
        {act.isError && !isWrong && <ErrorNotice error={act.error} />}
        <div className={sheetActionsClass}>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={act.isPending && busy}>
            {danger ? t('passkeys.remove') : t('passkeys.add')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
