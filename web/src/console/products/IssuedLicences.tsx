import { Alert, App, Button, Modal } from 'antd';
import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { saveFile } from '../save-file.ts';
import { useText } from '../texts/index.ts';
import { type IssuedLicence, licenceCsv } from './licence-csv.ts';

type Props = { pid: string; batch: string; licences: IssuedLicence[]; onClose: () => void };

/** The only time that AuthKeys are shown: closing without the file is asked about. */
export function IssuedLicences({ pid, batch, licences, onClose }: Props) {
  const t = useText();
  const { modal } = App.useApp();
  const [saved, setSaved] = useState(false);
  const close = () => {
    if (saved) return onClose();
    modal.confirm({
      title: t('licences.closeAnyway'),
      content: t('licences.closeText'),
      okText: t('common.close'),
      okButtonProps: { danger: true },
      cancelText: t('licences.keepOpen'),
      onOk: onClose,
    });
  };
  const save = () => {
    saveFile(`licences-${pid}-${batch}.csv`, licenceCsv(pid, licences), 'text/csv');
    setSaved(true);
  };
  return (
    <Modal
      open
      title={t('licences.issued', { n: licences.length })}
      mask={{ closable: false }}
      onCancel={close}
      footer={[
        <Button key="close" onClick={close}>
          {t('common.close')}
        </Button>,
        <Button key="save" type="primary" icon={<Icon name={saved ? 'check' : 'download'} />} onClick={save}>
          {saved ? t('licences.downloaded') : t('licences.download')}
        </Button>,
      ]}
    >
      <Alert type="warning" showIcon title={t('licences.once')} />
    </Modal>
  );
}
