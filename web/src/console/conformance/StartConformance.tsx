import { CONFORMANCE_ITEMS, itemText } from '@kaitong/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Checkbox, Form, Modal, Select } from 'antd';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Choice = { deviceId: string; items: (typeof CONFORMANCE_ITEMS)[number][] };

/** Chooses a tester's camera and what is tried on it, and says what will happen to it. */
export function StartConformance({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const [language] = useLanguage();
  const [form] = Form.useForm<Choice>();
  const navigate = useNavigate();
  const readAgain = useReadAgain();
  const devices = useQuery(queries.devices({ pid, search: undefined }));
  const start = useMutation({
    mutationFn: (body: Choice) => api.startConformance({ body }),
    onSuccess: async ({ id }) => {
      await readAgain(['conformances']);
      await navigate({ to: '/conformance/$id', params: { id } });
    },
  });
  return (
    <Modal
      open
      title={t('conformance.start')}
      okText={t('conformance.start')}
      confirmLoading={start.isPending}
      okButtonProps={{ disabled: !devices.data?.items.some(({ tester }) => tester) }}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Loaded query={devices}>
        {({ items }) => {
          const testers = items.filter(({ tester }) => tester);
          if (testers.length === 0)
            return (
              <EmptyState title={t('conformance.noTester')} text={t('conformance.noTesterText')}>
                <LinkButton to="/testers">{t('menu.testers')}</LinkButton>
              </EmptyState>
            );
          const first = testers.find(({ presence }) => presence !== 'offline') ?? testers[0];
          return (
            <Form
              form={form}
              layout="vertical"
              requiredMark={false}
              initialValues={{ deviceId: first?.deviceId, items: [...CONFORMANCE_ITEMS] }}
              onFinish={(choice) => start.mutate(choice)}
            >
              <ul style={{ margin: '0 0 16px', paddingInlineStart: 20 }}>
                <li>{t('conformance.consequence.settings')}</li>
                <li>{t('conformance.consequence.footage')}</li>
                <li>{t('conformance.consequence.motion')}</li>
              </ul>
              <Form.Item name="deviceId" label={t('conformance.camera')}>
                <Select
                  options={testers.map(({ deviceId, presence, firmware }) => ({
                    value: deviceId,
                    label: `${deviceId} · ${firmware ?? ''} · ${t(`devices.presences.${presence}`)}`,
                  }))}
                />
              </Form.Item>
              <Form.Item
                name="items"
                label={t('conformance.items')}
                rules={[{ type: 'array', min: 1, message: t('conformance.chooseOne') }]}
              >
                <Checkbox.Group
                  style={{ display: 'grid', gap: 4 }}
                  options={CONFORMANCE_ITEMS.map((name) => ({ value: name, label: itemText(name, language).title }))}
                />
              </Form.Item>
              {start.isError && <ErrorNotice error={start.error} />}
            </Form>
          );
        }}
      </Loaded>
    </Modal>
  );
}
