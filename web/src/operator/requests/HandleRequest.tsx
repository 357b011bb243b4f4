import { CONTACT_STATES, type ContactState } from '@kaitong/contract';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio } from 'antd';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { BesideCount } from '../../desk/form/BesideCount.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import styles from './Requests.module.css';
import { type ContactRequest, From } from './use-request-columns.tsx';

type Fields = { state: ContactState; answer?: string };

/** Moves a request on and says what came of it: to a maker as an answer, of an owner as a note among operators. */
export function HandleRequest({ request, onClose }: { request: ContactRequest; onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const readAgain = useReadAgain();
  const save = useMutation({
    mutationFn: ({ state, answer }: Fields) =>
      api.changeContactRequest({ params: { id: request.id }, body: { state, answer: answer?.trim() ?? '' } }),
    onSuccess: async () => {
      void message.success(t('operatorRequests.form.done'));
      await readAgain(['operator']);
      onClose();
    },
  });
  const isMakers = request.topic === 'prepaid';
  return (
    <Modal
      open
      title={t('operatorRequests.form.title', { topic: t(`operatorRequests.topics.${request.topic}`) })}
      okText={t('operatorRequests.form.save')}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <From request={request} />
      <blockquote className={styles.quote}>{request.message}</blockquote>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ state: nextOf(request.state), answer: request.answer ?? '' }}
        onFinish={(fields) => save.mutate(fields)}
      >
        <Form.Item name="state" label={t('operatorRequests.state')} extra={t('operatorRequests.form.stateHint')}>
          <Radio.Group
            options={CONTACT_STATES.map((value) => ({
              value,
              label: t(`contactStates.${value}`),
              disabled: CONTACT_STATES.indexOf(value) < CONTACT_STATES.indexOf(request.state),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="answer"
          label={t(isMakers ? 'operatorRequests.form.answer' : 'operatorRequests.form.note')}
          extra={
            <BesideCount>
              {t(isMakers ? 'operatorRequests.form.answerHint' : 'operatorRequests.form.noteHint')}
            </BesideCount>
          }
        >
          <Input.TextArea maxLength={1000} showCount autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        {save.isError && <ErrorNotice error={save.error} />}
      </Form>
    </Modal>
  );
}

/** What is most likely meant by opening it. */
const nextOf = (state: ContactState): ContactState => (state === 'sent' ? 'in_contact' : state);
