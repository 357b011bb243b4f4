import { App, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import { AskModal } from '../../frame/AskModal.tsx';
import { useReadAgain } from '../../frame/use-act.ts';
import { useText } from '../../texts/index.ts';
import type { FoundOwner } from './use-owner-columns.tsx';

type Act = 'suspend' | 'lift';

/** Suspends an app account, or lifts its suspension, after saying what follows. */
export function Suspension({ owner }: { owner: FoundOwner }) {
  const t = useText();
  const [asking, setAsking] = useState<Act | null>(null);
  const name = owner.name || owner.login;
  const act: Act = owner.suspended ? 'lift' : 'suspend';
  return (
    <>
      <Button
        size="small"
        danger={act === 'suspend'}
        aria-label={t(`owners.${act}Named`, { name })}
        onClick={() => setAsking(act)}
      >
        {t(`owners.${act}`)}
      </Button>
      {asking && <Asked owner={owner} act={asking} onClose={() => setAsking(null)} />}
    </>
  );
}

type AskedProps = { owner: FoundOwner; act: Act; onClose: () => void };

function Asked({ owner: { region, ownerId, name, login }, act, onClose }: AskedProps) {
  const t = useText();
  const { message } = App.useApp();
  const readAgain = useReadAgain();
  const suspended = act === 'suspend';
  const consequences = suspended
    ? [t('owners.suspendRecording'), t('owners.suspendApp'), t('owners.suspendPaid'), t('owners.suspendTold')]
    : [t('owners.liftRecording'), t('owners.liftApp')];
  return (
    <AskModal
      title={t(`owners.${act}Title`, { name: name || login })}
      consequences={consequences}
      okText={t(`owners.${act}`)}
      danger={suspended}
      reason={{ label: t(`owners.${act}Reason`), required: true }}
      run={async (reason) => {
        await api.suspendOwner({ params: { region, ownerId }, body: { suspended, reason } });
        void message.success(t(`owners.${act}Done`));
        await readAgain(['owners-found']);
      }}
      onClose={onClose}
    />
  );
}
