import type { DeviceAuthority } from '@kaitong/contract';
import { App, Form, Input } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** Takes a CA's certificate as a maker pastes it. */
export function AddDeviceAuthority({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  return (
    <FormModal<{ certificate: string }, DeviceAuthority>
      title={t('deviceAuthorities.add')}
      okText={t('deviceAuthorities.add')}
      initial={{ certificate: '' }}
      send={(body) => api.addDeviceAuthority({ params: { pid }, body })}
      refresh={['device-authorities']}
      onDone={() => {
        void message.success(t('deviceAuthorities.added'));
        onClose();
      }}
      onClose={onClose}
    >
      <Form.Item
        name="certificate"
        label={t('deviceAuthorities.certificate')}
        rules={[{ required: true, message: t('deviceAuthorities.certificate') }]}
        extra={t('deviceAuthorities.certificateHint')}
      >
        <Input.TextArea rows={8} placeholder="-----BEGIN CERTIFICATE-----" spellCheck={false} />
      </Form.Item>
    </FormModal>
  );
}
