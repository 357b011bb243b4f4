import { WEBHOOK_KINDS, type WebhookKind } from '@kaitong/contract';
import { Checkbox, Form, Input } from 'antd';
import { useRequired } from '../../desk/form/use-required.ts';
import { useText } from '../texts/index.ts';

export type WebhookFields = { url: string; kinds: WebhookKind[] };

/** Where to, and of what. */
export function WebhookFormItems({ privateAllowed }: { privateAllowed: boolean }) {
  const t = useText();
  const required = useRequired();
  const url = t('webhooks.url');
  const isWhole = (_: unknown, text = '') =>
    text === '' || /^https?:\/\/[^/]/.test(text)
      ? Promise.resolve()
      : Promise.reject(new Error(t('webhooks.urlWrong')));
  return (
    <>
      <Form.Item
        name="url"
        label={url}
        extra={t(privateAllowed ? 'webhooks.urlHintPrivate' : 'webhooks.urlHint')}
        rules={[required(url), { validator: isWhole }]}
      >
        <Input maxLength={500} placeholder="https://hooks.example.com/kaitong" inputMode="url" />
      </Form.Item>
      <Form.Item
        name="kinds"
        label={t('webhooks.kinds')}
        rules={[{ type: 'array', min: 1, message: t('webhooks.kindsMissing') }]}
      >
        <Checkbox.Group options={WEBHOOK_KINDS.map((value) => ({ value, label: t(`webhooks.kind.${value}`) }))} />
      </Form.Item>
    </>
  );
}
