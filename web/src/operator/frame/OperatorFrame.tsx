import { Alert } from 'antd';
import { explainProblem } from '../../api/explain.ts';
import { Frame } from '../../desk/frame/Frame.tsx';
import { bareClass } from '../../desk/frame/PageError.tsx';
import type { Concerned } from '../../desk/frame/use-account-events.ts';
import { useSession } from '../../desk/session/session.ts';
import { isOperator } from '../../desk/session/session-kind.ts';
import { signInAddress } from '../../desk/session/sign-in-address.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { MONEY } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { useMenu } from './use-menu.ts';

const CONCERNED: Concerned = {
  'billing.changed': [[MONEY], ['operator', 'tasks']],
  'requests.changed': [
    ['operator', 'requests'],
    ['operator', 'tasks'],
  ],
};

const leave = () => location.assign(signInAddress());

/** Around the pages of those who run the platform. A maker who types such an address is told what the server would say. */
export function OperatorFrame() {
  const t = useText();
  const menu = useMenu();
  if (!isOperator(useSession())) return <NotOperator />;
  const links = [{ to: '/tasks', text: t('operator.menu.console') }] as const;
  return <Frame menu={menu} links={links} help="operator" concerned={CONCERNED} onSignedOut={leave} />;
}

function NotOperator() {
  const t = useText();
  const [language] = useLanguage();
  const { title, remedy } = explainProblem('not_allowed', {}, language);
  return (
    <main className={bareClass}>
      <Alert type="error" showIcon title={title} description={remedy} action={<a href="/">{t('missing.home')}</a>} />
    </main>
  );
}
