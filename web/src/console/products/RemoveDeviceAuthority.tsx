import type { DeviceAuthority } from '@kaitong/contract';
import { App, Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** Ends that an authority vouches for units, after saying what that means to them. */
export function RemoveDeviceAuthority({ pid, authority }: { pid: string; authority: DeviceAuthority }) {
  const t = useText();
  const { modal } = App.useApp();
  const { fingerprint, subject } = authority;
  const remove = useAct(() => api.removeDeviceAuthority({ params: { pid, fingerprint } }), {
    done: t('deviceAuthorities.removed'),
    refresh: ['device-authorities'],
  });
  const ask = () =>
    modal.confirm({
      title: t('deviceAuthorities.removeTitle', { subject }),
      content: t('deviceAuthorities.removeText'),
      okText: t('deviceAuthorities.remove'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(),
    });
  return (
    <Button size="small" danger loading={remove.isPending} onClick={ask}>
      {t('deviceAuthorities.remove')}
    </Button>
  );
}
