import { type Application, type FindingsShare, MOST_FINDINGS_SHARES } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { type SharedTest, ShareFindings } from './ShareFindings.tsx';
import styles from './Shares.module.css';

/** Addresses by which what was found is read without a sign-in: each with its end, and how often it was opened from where. */
export function Shares({ of }: { of: { application: Application } | SharedTest }) {
  const t = useText();
  const may = useMay();
  const [isSharing, setSharing] = useState(false);
  const shares = useQuery(queries.findingsShares(of));
  return (
    <Panel
      title={t('shares.title')}
      extra={
        may('test' in of ? 'shareConformance' : 'shareFindings') && (
          <Button icon={<Icon name="share" />} onClick={() => setSharing(true)}>
            {t('shares.create')}
          </Button>
        )
      }
    >
      <p className={styles.text}>{t('test' in of ? 'shares.textOfTest' : 'shares.text')}</p>
      <Loaded query={shares}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.soft}>
              {t('shares.none')} {t('shares.commandLine', { id: 'test' in of ? of.test.id : of.application.id })}
            </p>
          ) : (
            <>
              <ul className={styles.list}>
                {items.map((share) => (
                  <li key={share.id}>
                    <Share share={share} />
                  </li>
                ))}
              </ul>
              {items.length >= MOST_FINDINGS_SHARES && (
                <p className={styles.soft}>{t('shares.newest', { n: MOST_FINDINGS_SHARES })}</p>
              )}
            </>
          )
        }
      </Loaded>
      {isSharing && <ShareFindings of={of} onClose={() => setSharing(false)} />}
    </Panel>
  );
}

const LOOKS = {
  open: { tone: 'verified', icon: 'check' },
  ended: { tone: 'refused', icon: 'cross' },
  expired: { tone: 'waiting', icon: 'clock' },
  lost: { tone: 'refused', icon: 'cross' },
} as const;

function Share({ share }: { share: FindingsShare }) {
  const t = useText();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const { state, openings } = share;
  const opened = openings.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.share}>
      <StateTag {...LOOKS[state]} text={t(`shares.state.${state}`)} />
      <span>
        {t('shares.until')} <TimeText at={share.expiresAt} />
        {share.withFootage && ` · ${t('shares.footage')}`}
      </span>
      {opened === 0 ? (
        <span className={styles.soft}>{t('shares.neverOpened')}</span>
      ) : (
        <details className={styles.openings}>
          <summary>{t('shares.openings', { n: opened })}</summary>
          <ul>
            {openings.map(({ hour, network, count }) => (
              <li key={`${hour} ${network}`}>
                <TimeText at={hour} exact />{' '}
                {t('shares.openedFrom', { network: network === '' ? t('shares.elsewhere') : network, n: count })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {state === 'open' && may('endFindingsShare') && (
        <Button size="small" className={styles.end ?? ''} onClick={() => setAsking(true)}>
          {t('shares.end')}
        </Button>
      )}
      {isAsking && <EndShare id={share.id} onClose={() => setAsking(false)} />}
    </div>
  );
}

function EndShare({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  return (
    <AskModal
      danger
      title={t('shares.endTitle')}
      consequences={[t('shares.endText')]}
      okText={t('shares.end')}
      run={() => api.endFindingsShare({ params: { id } })}
      done={t('shares.ended')}
      refresh={['findings-shares']}
      onClose={onClose}
    />
  );
}
