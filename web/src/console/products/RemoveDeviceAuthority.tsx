import type { DeviceAuthority } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** Ends that an authority vouches for units, after saying what that means to them. */
export function RemoveDeviceAuthority({ pid, authority }: { pid: string; authority: DeviceAuthority }) {
  const t = useText();
  const [language] = useLanguage();
  const { message, modal } = App.useApp();
  const queryClient = useQueryClient();
  const { fingerprint, subject } = authority;
  const remove = useMutation({
    mutationFn: () => api.removeDeviceAuthority({ params: { pid, fingerprint } }),
    onSuccess: async () => {
      void message.success(t('deviceAuthorities.removed'));
      await queryClient.invalidateQueries({ queryKey: ['device-authorities', pid] });
    },
    onError: (error) => void message.error(explain(error, language).title),
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
