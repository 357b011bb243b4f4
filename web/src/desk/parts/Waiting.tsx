import { Skeleton } from 'antd';
import { useText } from '../texts/index.ts';

/** Where something is being read; also for those who do not see the bones. */
export function Waiting() {
  const t = useText();
  return (
    <div role="status" aria-label={t('common.loading')}>
      {/* Its bones are a heading without words. */}
      <div aria-hidden="true">
        <Skeleton active paragraph={{ rows: 4 }} />
      </div>
    </div>
  );
}
