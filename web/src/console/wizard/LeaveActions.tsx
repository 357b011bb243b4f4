import type { Application } from '@kaitong/contract';
import { Button } from 'antd';
import { can } from '../application/application-state.ts';
import { useText } from '../texts/index.ts';
import styles from './LeaveActions.module.css';
import { useCancel } from './use-cancel.ts';

/** The ways out of a running application. Both end it: one device at a time is verified. */
export function LeaveActions({ application, waiting }: { application: Application; waiting: boolean }) {
  const t = useText();
  const { ask, pending } = useCancel(application);
  return (
    <div className={styles.actions}>
      <p className={styles.hint}>
        {waiting && t('wave.slow')}{' '}
        {can('change-device', application) && (
          <button type="button" className={styles.change} onClick={() => ask('change-device')}>
            {t('wave.changeDevice')}
          </button>
        )}
      </p>
      <p className={styles.hint}>{t('run.background')}</p>
      {can('cancel', application) && (
        <Button loading={pending} onClick={() => ask('stay')}>
          {t('common.cancel')}
        </Button>
      )}
    </div>
  );
}
