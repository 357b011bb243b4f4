import { type MailChoice, NOTICE_KINDS } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Radio } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Choice = Omit<MailChoice, 'canMail'>;

/** Of what the user gets mail, kind by kind. */
export function MailChoicePanel() {
  const t = useText();
  const choice = useQuery(queries.mailChoice());
  return (
    <Panel title={t('notices.mail')}>
      <Loaded query={choice}>
        {({ canMail, ...chosen }) => (canMail ? <Choosing chosen={chosen} /> : <p>{t('notices.cannotMail')}</p>)}
      </Loaded>
    </Panel>
  );
}

function Choosing({ chosen }: { chosen: Choice }) {
  const t = useText();
  const save = useAct((body: Choice) => api.chooseMail({ body }), {
    done: t('notices.saved'),
    refresh: ['mail-choice'],
  });
  return (
    <Form<Choice> layout="vertical" requiredMark={false} initialValues={chosen} onFinish={(body) => save.mutate(body)}>
      <Form.Item name="kinds" extra={t('notices.mailText')}>
        <Checkbox.Group options={NOTICE_KINDS.map((value) => ({ value, label: t(`webhooks.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="language" label={t('notices.mailLanguage')}>
        <Radio.Group
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t('notices.save')}
      </Button>
    </Form>
  );
}
