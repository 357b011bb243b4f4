import type { Application } from '@kaitong/contract';
import { useNavigate } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Evidence } from '../application/Evidence.tsx';
import { useText } from '../texts/index.ts';
import { useTellStage } from '../use-tell-stage.ts';
import styles from './DoneModal.module.css';

/** 开通成功: which product, what the factory should ship, which regions still follow, and what is done next. */
export function DoneModal({ application }: { application: Application }) {
  const t = useText();
  const regionNames = useRegionNames();
  const navigate = useNavigate();
  useTellStage('activated');
  const { id, productName, pid, firmware, lagging, findings, footage } = application;
  const close = () => void navigate({ to: '/my/services/video-cloud-storage', search: { tab: 'applications' } });
  return (
    <Modal
      open
      centered
      width={460}
      onCancel={close}
      title={
        <span className={styles.title}>
          <span className={styles.tick}>
            <Icon name="check" size={22} />
          </span>
          {t('done.title')}
        </span>
      }
      footer={[
        <Button key="close" onClick={close}>
          {t('done.close')}
        </Button>,
        <Button
          key="again"
          type="primary"
          onClick={() => void navigate({ to: '/my/services/video-cloud-storage/add', search: {} })}
        >
          {t('done.again')}
        </Button>,
      ]}
    >
      <p className={styles.text}>{t('done.text', { name: productName ?? '', pid: pid ?? '' })}</p>
      <ul className={styles.more}>
        {firmware && <li>{t('done.firmware', { firmware })}</li>}
        {lagging.length > 0 && <li>{t('done.lagging', { regions: regionNames(lagging) })}</li>}
        {findings.length > 0 && <li>{t('done.warnings', { n: findings.length })}</li>}
      </ul>
      {footage === 'visible' && <Evidence application={application} />}
      <p className={styles.next}>
        {pid && (
          <TextLink to="/my/services/video-cloud-storage/items/$pid" params={{ pid }}>
            {t('done.sell')}
          </TextLink>
        )}
        {application.certifiedAt && (
          <TextLink to="/applications/$id" params={{ id }}>
            {t('application.certificate')}
          </TextLink>
        )}
      </p>
    </Modal>
  );
}
