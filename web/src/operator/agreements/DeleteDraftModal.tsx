import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { api } from '../api.ts';
import { AGREED_SERVICE, salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';

type Props = { version: string; onClose: () => void };

/** Asks before a draft is deleted, texts and all, and leads back to the versions that are left. */
export function DeleteDraftModal({ version, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <AskModal
      title={t('operatorAgreements.deleting.title', { version })}
      consequences={[t('operatorAgreements.deleting.texts'), t('operatorAgreements.deleting.makers')]}
      okText={t('operatorAgreements.delete')}
      danger
      run={async () => {
        await api.deleteAgreementDraft({ params: { serviceId: AGREED_SERVICE, version } });
        await navigate({ to: '/agreements', replace: true });
        client.removeQueries(salesQueries.agreement(version));
      }}
      done={t('operatorAgreements.deleting.done', { version })}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}
