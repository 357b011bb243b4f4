import type { control, Language, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { api } from '../api.ts';
import { AGREED_SERVICE, salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { BothLanguages } from './BothLanguages.tsx';
import type { AgreementText } from './chapters.ts';
import { type DraftFields, draftFieldsOf, textsOf, today } from './draft-fields.ts';
import { TextFields } from './TextFields.tsx';

type Agreement = Output<typeof control.getAgreementVersion>;
type Props = {
  /** The draft that is written anew; null: a new one. */
  known: string | null;
  /** What its fields begin with. */
  from: Agreement | null;
};

/** Writes a draft: the share, and the text in both languages, which can be looked at as makers will see it. */
export function DraftForm({ known, from }: Props) {
  const t = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const readAgain = useReadAgain();
  const [form] = Form.useForm<DraftFields>();
  const [preview, setPreview] = useState<DraftFields | null>(null);
  const save = useOnce({
    mutationFn: (fields: DraftFields) =>
      api.draftAgreement({
        params: { serviceId: AGREED_SERVICE, version: known ?? fields.version.trim() },
        body: { sharePercent: fields.sharePercent, texts: textsOf(fields) },
      }),
    onSuccess: async ({ version }) => {
      void message.success(t('operatorAgreements.form.saved'));
      await readAgain(['operator']);
      await navigate({ to: '/agreements/versions/$version', params: { version } });
    },
  });
  const look = async () => {
    const isComplete = await form.validateFields().then(
      () => true,
      () => false, // each field says itself what is wrong with it
    );
    if (isComplete) setPreview(form.getFieldsValue());
  };
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError
      initialValues={draftFieldsOf(from)}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Panel title={t('operatorAgreements.form.terms')}>
        {known === null && <Version />}
        <Form.Item
          name="sharePercent"
          label={t('operatorAgreements.percent')}
          extra={t('operatorAgreements.form.percentHint')}
          rules={[
            { required: true, type: 'integer', min: 0, max: 100, message: t('operatorAgreements.form.percentHint') },
          ]}
        >
          <InputNumber min={0} max={100} suffix="%" style={{ width: 160 }} />
        </Form.Item>
      </Panel>
      <TextFields language="zh-CN" />
      <TextFields language="en" />
      {save.isError && <ErrorNotice error={save.error} />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('operatorAgreements.form.save')}
        </Button>
        <Button onClick={() => void look()}>{t('operatorAgreements.form.preview')}</Button>
      </div>
      {preview && (
        <Preview version={known ?? preview.version} texts={textsOf(preview)} onClose={() => setPreview(null)} />
      )}
    </Form>
  );
}

/** A draft that is saved under the name of another would overwrite it. */
function Version() {
  const t = useText();
  const { data } = useQuery(salesQueries.agreements());
  return (
    <Form.Item
      name="version"
      label={t('operatorAgreements.version')}
      extra={t('operatorAgreements.form.versionHint')}
      rules={[
        { required: true, pattern: /^\s*[A-Za-z0-9.-]{1,20}\s*$/, message: t('operatorAgreements.form.versionHint') },
        {
          validator: async (_, typed: string | undefined) => {
            const version = typed?.trim() ?? '';
            if (data?.items.some((one) => one.serviceId === AGREED_SERVICE && one.version === version))
              throw new Error(t('operatorAgreements.form.taken', { version }));
          },
        },
      ]}
    >
      <Input maxLength={20} className="mono" style={{ maxWidth: 240 }} />
    </Form.Item>
  );
}

type PreviewProps = { version: string; texts: Record<Language, AgreementText>; onClose: () => void };

function Preview({ version, texts, onClose }: PreviewProps) {
  const t = useText();
  const [open, setOpen] = useState(true);
  return (
    <Modal
      open={open}
      title={t('operatorAgreements.asMaker')}
      footer={null}
      width={720}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
    >
      <BothLanguages version={version} updatedOn={today()} texts={texts} />
    </Modal>
  );
}
