import { CONTACT_STATES, type ContactState } from '@kaitong/contract';
import { Form, Input, Radio } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { BesideCount } from '../../desk/form/BesideCount.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import styles from './Requests.module.css';
import { type ContactRequest, From } from './use-request-columns.tsx';

type Fields = { state: ContactState; answer?: string };

/** Moves a request on and says what came of it: to a maker as an answer, of an owner as a note among operators. */
export function HandleRequest({ request, onClose }: { request: ContactRequest; onClose: () => void }) {
  const t = useText();
  const isMakers = request.topic === 'prepaid';
  return (
    <FormModal<Fields, unknown>
      title={t('operatorRequests.form.title', { topic: t(`operatorRequests.topics.${request.topic}`) })}
      okText={t('operatorRequests.form.save')}
      initial={{ state: nextOf(request.state), answer: request.answer ?? '' }}
      send={({ state, answer }) =>
        api.changeContactRequest({ params: { id: request.id }, body: { state, answer: answer?.trim() ?? '' } })
      }
      done={t('operatorRequests.form.done')}
      refresh={['operator']}
      onClose={onClose}
    >
      <From request={request} />
      <blockquote className={styles.quote}>{request.message}</blockquote>
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
    </FormModal>
  );
}

/** What is most likely meant by opening it. */
const nextOf = (state: ContactState): ContactState => (state === 'sent' ? 'in_contact' : state);
