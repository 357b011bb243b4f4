import { Alert } from 'antd';
import { formatTime } from '../../ui/format.ts';
import { useSession } from '../session/session.ts';
import { useText } from '../texts/index.ts';

/** Says so where somebody tried many passwords at the account of whoever is signed in. */
export function PasswordTried() {
  const t = useText();
  const { triedAt } = useSession().user;
  if (!triedAt) return null;
  return (
    <Alert
      type="warning"
      role="status"
      banner
      showIcon
      title={t('frame.passwordTried', { time: formatTime(triedAt) })}
    />
  );
}
