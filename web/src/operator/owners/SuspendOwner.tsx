import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { FoundOwner } from './use-owner-columns.tsx';

type Props = { owner: FoundOwner; onClose: () => void };

/** Suspends an app account, or lifts its suspension, after saying what follows. */
export function SuspendOwner({ owner: { region, ownerId, name, login, suspended: before }, onClose }: Props) {
  const t = useText();
  // As it was asked: the list is read again before the dialogue closes.
  const [suspended] = useState(before === null);
  const act = suspended ? 'suspend' : 'lift';
  return (
    <AskModal
      title={t(`owners.${act}Title`, { name: name || login })}
      consequences={
        suspended
          ? [t('owners.suspendRecording'), t('owners.suspendApp'), t('owners.suspendPaid'), t('owners.suspendTold')]
          : [t('owners.liftRecording'), t('owners.liftApp')]
      }
      okText={t(`owners.${act}`)}
      danger={suspended}
      reason={{ label: t(`owners.${act}Reason`), required: true }}
      run={(reason) => api.suspendOwner({ params: { region, ownerId }, body: { suspended, reason } })}
      done={t(`owners.${act}Done`)}
      refresh={['owners-found']}
      onClose={onClose}
    />
  );
}
