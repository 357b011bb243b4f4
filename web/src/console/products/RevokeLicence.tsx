import { App, Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { Licence } from './Licences.tsx';

/** Ends a licence for good, after saying what that means to whoever has the unit. */
export function RevokeLicence({ licence: { pid, uuid, pairedIn } }: { licence: Licence }) {
  const t = useText();
  const { modal } = App.useApp();
  const revoke = useAct(() => api.revokeLicences({ params: { pid }, body: { uuids: [uuid] } }), {
    done: t('licences.revoked'),
    refresh: ['licences'],
  });
  const ask = () =>
    modal.confirm({
      title: t('licences.revokeTitle', { uuid }),
      content: t(pairedIn === null ? 'licences.revokeText' : 'licences.revokePairedText'),
      okText: t('licences.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutate(),
    });
  return (
    <Button size="small" danger loading={revoke.isPending} onClick={ask}>
      {t('licences.revoke')}
    </Button>
  );
}
