import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { Licence } from './Licences.tsx';

/** Ends a licence for good, after saying what that means to whoever has the unit. */
export function RevokeLicence({ licence: { pid, uuid, pairedIn } }: { licence: Licence }) {
  const t = useText();
  const [language] = useLanguage();
  const { message, modal } = App.useApp();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeLicences({ params: { pid }, body: { uuids: [uuid] } }),
    onSuccess: async () => {
      void message.success(t('licences.revoked'));
      await queryClient.invalidateQueries({ queryKey: ['licences', pid] });
    },
    onError: (error) => void message.error(explain(error, language).title),
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
