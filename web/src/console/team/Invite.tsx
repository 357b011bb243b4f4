import { type maker, type Output, Role } from '@kaitong/contract';
import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { SecretLine } from '../../desk/parts/SecretLine.tsx';
import { ShownOnce } from '../../desk/parts/ShownOnce.tsx';
import { api } from '../api.ts';
import { OwnProducts } from '../products/OwnProducts.tsx';
import { readLogin } from '../session/login.ts';
import { useText } from '../texts/index.ts';

type Fields = { login: string; scope: 'account' | 'products'; role: Role; pids?: string[] };
type Made = Output<typeof maker.createInvitation>;

/** Invites into the account, or another account to products; without a mail server the link is to be handed over. */
export function Invite({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const [made, setMade] = useState<Made>();
  const scope = Form.useWatch('scope', form) ?? 'account';
  if (made?.url)
    return (
      <ShownOnce
        title={t('team.link')}
        warning={t('team.linkText', { login: made.invitation.login })}
        onClose={onClose}
      >
        <SecretLine text={made.url} />
      </ShownOnce>
    );
  return (
    <FormModal<Fields, Made>
      title={t('team.inviteTitle')}
      okText={t('team.invite')}
      form={form}
      initial={{ scope: 'account', role: 'developer' }}
      send={({ login, role, pids, ...to }) =>
        api.createInvitation({ body: to.scope === 'products' && pids ? { login, role, pids } : { login, role } })
      }
      done={({ url, invitation }) => (url === null ? t('team.sentText', { login: invitation.login }) : undefined)}
      refresh={['invitations']}
      onDone={(answer) => (answer.url === null ? onClose() : setMade(answer))}
      onClose={onClose}
    >
      <Form.Item
        name="login"
        label={t('team.inviteLogin')}
        extra={t('team.inviteLoginHint')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: async (_, typed: string | undefined) => {
              if (!readLogin(typed ?? '')) throw new Error(t('session.loginInvalid'));
            },
          },
        ]}
      >
        <Input autoComplete="off" inputMode="email" maxLength={120} />
      </Form.Item>
      <Form.Item name="scope" label={t('team.scope')}>
        <Radio.Group
          options={(['account', 'products'] as const).map((value) => ({ value, label: t(`team.scopes.${value}`) }))}
        />
      </Form.Item>
      {scope === 'products' && (
        <Form.Item
          name="pids"
          label={t('team.pids')}
          extra={t('team.pidsHint')}
          rules={[{ required: true, type: 'array', min: 1, max: 50, message: t('team.choosePids') }]}
        >
          <OwnProducts label={t('team.pids')} />
        </Form.Item>
      )}
      <Form.Item name="role" label={t('team.role')}>
        <Radio.Group
          style={{ display: 'grid', gap: 8 }}
          options={Role.options.map((value) => ({
            value,
            label: (
              <>
                {t(`products.roles.${value}`)} <span className="soft">{t(`team.roleText.${value}`)}</span>
              </>
            ),
          }))}
        />
      </Form.Item>
    </FormModal>
  );
}
