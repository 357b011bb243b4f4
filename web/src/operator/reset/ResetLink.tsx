import type { control, Output, Region } from '@kaitong/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { SecretLine } from '../../desk/parts/SecretLine.tsx';
import { ShownOnce } from '../../desk/parts/ShownOnce.tsx';
import { type Proof, ProofFields } from '../../desk/session/ProofFields.tsx';
import { formatTime } from '../../ui/format.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Who = { login: string; name: string; region?: Region };
type Link = Output<typeof control.createResetLink>;

/** Makes a one-time link for somebody who lost their password, and shows it once. */
export function ResetLink({ who }: { who: Who }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-label={t('resetLink.makeFor', { name: who.name })} onClick={() => setOpen(true)}>
        {t('resetLink.make')}
      </Button>
      {open && <Make who={who} onClose={() => setOpen(false)} />}
    </>
  );
}

function Make({ who: { login, name, region }, onClose }: { who: Who; onClose: () => void }) {
  const t = useText();
  const [made, setMade] = useState<Link>();
  if (made) return <Made link={made} name={name} onClose={onClose} />;
  return (
    <AskModal<Proof>
      title={t('resetLink.title', { name })}
      consequences={[t('resetLink.whoever'), t('resetLink.ends'), t('resetLink.told')]}
      okText={t('resetLink.make')}
      run={async (_, { password, code }) =>
        setMade(
          await api.createResetLink({
            body: { login, password, ...(code ? { code } : {}), ...(region ? { region } : {}) },
          }),
        )
      }
      done={t('resetLink.made')}
      refresh={[]}
      onClose={onClose}
    >
      <ProofFields label={{ password: t('proof.password'), code: t('proof.code') }} />
    </AskModal>
  );
}

function Made({ link: { url, expiresAt }, name, onClose }: { link: Link; name: string; onClose: () => void }) {
  const t = useText();
  return (
    <ShownOnce
      title={t('resetLink.forName', { name })}
      warning={t('resetLink.once', { time: formatTime(expiresAt) })}
      onClose={onClose}
    >
      <SecretLine text={url} />
    </ShownOnce>
  );
}
