import { mayCall, Role, type RoledOperation } from '@kaitong/contract';
import { Alert } from 'antd';
import { useSession } from '../../desk/session/session.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** In place of what a role would only be refused: why, and whom to ask. */
export function RoleMissing({ operation }: { operation: RoledOperation }) {
  const t = useText();
  const [language] = useLanguage();
  const { account } = useSession();
  const allowed = Role.options.filter((role) => mayCall(operation, role)).map((role) => t(`products.roles.${role}`));
  const roles = new Intl.ListFormat(language, { type: 'disjunction' }).format(allowed);
  return (
    <Alert
      type="info"
      showIcon
      title={t('team.roleMissing', { account: account.name, role: t(`products.roles.${account.role}`) })}
      description={t('team.roleMissingText', { roles })}
    />
  );
}
