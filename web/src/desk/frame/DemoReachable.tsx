import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { installationQuery } from '../session/installation.ts';
import { useText } from '../texts/index.ts';

/** Says so where accounts whose passwords lie in a file can be reached from other machines. */
export function DemoReachable() {
  const t = useText();
  const { data } = useQuery(installationQuery());
  if (!data?.demonstrationReachable) return null;
  return <Alert type="warning" role="status" banner showIcon title={t('frame.demoReachable')} />;
}
