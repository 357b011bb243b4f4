import type { OperatorContact } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { BesideCount } from '../../desk/form/BesideCount.tsx';
import { Page } from '../../desk/frame/Page.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { api } from '../api.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';

const WAYS = ['name', 'phone', 'email', 'note'] as const;

/** Whom the app tells owners to contact when their cloud storage has expired. */
export function ContactPage() {
  const t = useText();
  const contact = useQuery({ ...salesQueries.contact(), refetchOnWindowFocus: false });
  return (
    <Page title={t('operatorContact.title')} lead={t('operatorContact.text')}>
      <Loaded query={contact}>{(known) => <ContactForm known={known} />}</Loaded>
    </Page>
  );
}

function ContactForm({ known }: { known: OperatorContact }) {
  const t = useText();
  const { message } = App.useApp();
  const mayChange = useMayChange();
  const [form] = Form.useForm<OperatorContact>();
  const typed = Form.useWatch([], form) ?? known;
  const readAgain = useReadAgain();
  const save = useOnce({
    mutationFn: (body: OperatorContact) => api.putContact({ body }),
    onSuccess: async () => {
      void message.success(t('operatorContact.saved'));
      await readAgain(['operator']);
    },
  });
  return (
    <>
      <Panel>
        <Form
          form={form}
          layout="vertical"
          disabled={!mayChange}
          initialValues={known}
          onFinish={(body) => save.mutate(body)}
          style={{ maxWidth: 480 }}
        >
          <Form.Item name="name" label={t('operatorContact.name')}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="phone" label={t('operatorContact.phone')}>
            <Input maxLength={40} type="tel" autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="email"
            label={t('operatorContact.email')}
            rules={[{ type: 'email', message: t('operatorContact.emailWrong') }]}
          >
            <Input maxLength={120} inputMode="email" autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="note"
            label={t('operatorContact.note')}
            extra={<BesideCount>{t('operatorContact.noteHint')}</BesideCount>}
          >
            <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
          {save.isError && <ErrorNotice error={save.error} />}
          {mayChange && (
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('operatorContact.save')}
            </Button>
          )}
        </Form>
      </Panel>
      <Preview contact={typed} />
    </>
  );
}

/** What the app will say, as it is typed. */
function Preview({ contact }: { contact: Partial<OperatorContact> }) {
  const t = useText();
  const ways = WAYS.filter((way) => contact[way]?.trim());
  const isReachable = ways.includes('phone') || ways.includes('email');
  return (
    <Panel title={t('operatorContact.preview')}>
      <p style={{ marginTop: 0 }}>
        <strong>{t('operatorContact.heading')}</strong>
      </p>
      {ways.length > 0 && <Facts facts={ways.map((way) => [t(`operatorContact.${way}`), contact[way]])} />}
      {!isReachable && (
        <Alert type="warning" showIcon title={t('operatorContact.unreachable')} style={{ marginTop: 12 }} />
      )}
    </Panel>
  );
}
