import { useQuery } from '@tanstack/react-query';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { api } from '../api.ts';
import { AGREED_SERVICE, salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';

type Props = { version: string; sharePercent: number; onClose: () => void };

/** Asks before a version is published for good, and says whom it binds and whom it does not. */
export function PublishModal({ version, sharePercent, onClose }: Props) {
  const t = useText();
  const { data } = useQuery(salesQueries.agreements());
  const current = data?.items.find(({ serviceId, state }) => serviceId === AGREED_SERVICE && state === 'current');
  return (
    <AskModal
      title={t('operatorAgreements.publishing.title', { version })}
      consequences={[
        t('operatorAgreements.publishing.fresh', { percent: sharePercent }),
        t('operatorAgreements.publishing.held'),
        t('operatorAgreements.publishing.told'),
        ...(current ? [t('operatorAgreements.publishing.before', { version: current.version })] : []),
        t('operatorAgreements.publishing.never'),
      ]}
      okText={t('operatorAgreements.publish')}
      run={() => api.publishAgreement({ params: { serviceId: AGREED_SERVICE, version } })}
      done={t('operatorAgreements.publishing.done', { version })}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}
