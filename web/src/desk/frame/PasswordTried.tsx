import { Alert } from 'antd';
import { formatTime } from '../../ui/format.ts';
import { useSession } from '../session/session.ts';
import { useText } from '../texts/index.ts';

/** Says so where somebody set the password of whoever is signed in by a link, or tried many. */
export function PasswordTried() {
  const t = useText();
  const { triedAt, resetAt } = useSession().user;
  return (
    <>
      {resetAt && <Told title={t('frame.passwordReset', { time: formatTime(resetAt) })} />}
      {triedAt && <Told title={t('frame.passwordTried', { time: formatTime(triedAt) })} />}
    </>
  );
}

function Told({ title }: { title: string }) {
  return <Alert type="warning" role="status" banner showIcon title={title} />;
}
