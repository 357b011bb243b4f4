import type { Output, services } from '@kaitong/contract';
import { Alert } from 'antd';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { useText } from '../texts/index.ts';

/** Whether nothing can be activated, since no agreement is in force; false while that is not known. */
export const isAgreementMissing = (held: Output<typeof services.listServices> | undefined): boolean =>
  held?.items.some(({ id, agreement }) => id === 'video-cloud-storage' && agreement === null) ?? false;

/** In place of what would only be refused: why, and the way there. */
export function AgreementMissing() {
  const t = useText();
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={t('manage.notInForce')}
      description={t('manage.notInForceText')}
      action={
        <LinkButton look="primary" to="/services/video-cloud-storage/apply">
          {t('manage.goApply')}
        </LinkButton>
      }
    />
  );
}
