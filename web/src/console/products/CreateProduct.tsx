import type { maker, Output } from '@kaitong/contract';
import { useNavigate } from '@tanstack/react-router';
import { Checkbox, Form, Input } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { DocsLink } from '../../desk/parts/DocsLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { NO_CAMERA } from '../frame/help-at.ts';
import { useText } from '../texts/index.ts';

type Fields = { name: string; demonstration?: boolean };

/** Asks for the name; the platform gives the PID. */
export function CreateProduct({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [language] = useLanguage();
  const required = useRequired();
  const navigate = useNavigate();
  const name = t('products.name');
  return (
    <FormModal<Fields, Output<typeof maker.createProduct>>
      title={t('products.create')}
      okText={t('products.create')}
      send={(body) => api.createProduct({ body })}
      done={({ pid }) => t('products.created', { pid })}
      refresh={['products']}
      onDone={({ pid }) => navigate({ to: '/products/$pid', params: { pid } })}
      onClose={onClose}
    >
      <Form.Item name="name" label={name} extra={t('products.nameHint')} rules={[required(name)]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="demonstration"
        valuePropName="checked"
        extra={
          <>
            {t('products.demonstrationHint')}{' '}
            <DocsLink to={NO_CAMERA[language]}>{t('products.demonstrationGuide')}</DocsLink>
          </>
        }
      >
        <Checkbox>{t('products.demonstration')}</Checkbox>
      </Form.Item>
    </FormModal>
  );
}
