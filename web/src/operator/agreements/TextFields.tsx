import type { Language } from '@kaitong/contract';
import { Form, Input } from 'antd';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useText } from '../texts/index.ts';
import { readChapters } from './chapters.ts';

/** The text of an agreement in one language. */
export function TextFields({ language }: { language: Language }) {
  const t = useText();
  const heading = t('operatorAgreements.form.heading');
  return (
    <Panel title={t(language === 'en' ? 'operatorAgreements.form.en' : 'operatorAgreements.form.zh')}>
      <Form.Item
        name={['texts', language, 'title']}
        label={heading}
        rules={[{ required: true, whitespace: true, message: t('session.required', { field: heading }) }]}
      >
        <Input maxLength={200} lang={language} />
      </Form.Item>
      <Form.Item
        name={['texts', language, 'body']}
        label={t('operatorAgreements.form.body')}
        extra={t('operatorAgreements.form.bodyHint')}
        rules={[
          {
            validator: async (_, typed: string | undefined) => {
              const read = readChapters(typed ?? '');
              if (!('wrong' in read)) return;
              const { wrong, line } = read;
              if (wrong === 'no_chapter' || wrong === 'too_many')
                throw new Error(t(`operatorAgreements.form.body_${wrong}`));
              throw new Error(t(`operatorAgreements.form.body_${wrong}`, { line }));
            },
          },
        ]}
      >
        <Input.TextArea lang={language} autoSize={{ minRows: 8, maxRows: 24 }} />
      </Form.Item>
    </Panel>
  );
}
