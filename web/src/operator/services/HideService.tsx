import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { Service } from './ServicesPage.tsx';

/** Asks before new makers are shown a service no more. */
export function HideService({ service: { id, makers }, onClose }: { service: Service; onClose: () => void }) {
  const t = useText();
  return (
    <AskModal
      title={t('operatorServices.hide.title', { name: t(`services.${id}.name`) })}
      consequences={[
        t('operatorServices.hide.fresh'),
        t('operatorServices.hide.held', { n: makers }),
        t('operatorServices.hide.back'),
      ]}
      okText={t('operatorServices.hide.ok')}
      danger
      run={() => api.changeService({ params: { serviceId: id }, body: { listed: false } })}
      done={t('operatorServices.changed')}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}
