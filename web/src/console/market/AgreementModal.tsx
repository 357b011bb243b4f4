import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { AgreementBox } from '../../desk/selling/AgreementBox.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** One version of the revenue share agreement, to be read. */
export function AgreementModal({ version, onClose }: { version: string; onClose: () => void }) {
  const t = useText();
  const [language] = useLanguage();
  const [open, setOpen] = useState(true);
  const agreement = useQuery(queries.agreement(language, version));
  return (
    <Modal
      open={open}
      title={t('apply.agreement')}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      footer={null}
      width={720}
    >
      <Loaded query={agreement}>{(data) => <AgreementBox agreement={data} alone />}</Loaded>
    </Modal>
  );
}
