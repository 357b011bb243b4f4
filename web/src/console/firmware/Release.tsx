import type { Access, FirmwareRelease, UpdateCounts } from '@kaitong/contract';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';
import { Halted } from './Halted.tsx';
import { ReleaseMoves } from './ReleaseMoves.tsx';
import { Uploads } from './Uploads.tsx';

const TAGS = {
  draft: { tone: 'none', icon: 'edit' },
  offered: { tone: 'running', icon: 'forward' },
  halted: { tone: 'waiting', icon: 'pause' },
  finished: { tone: 'verified', icon: 'check' },
  withdrawn: { tone: 'none', icon: 'ban' },
} as const;
const COUNTS = ['offered', 'downloading', 'installed', 'failed', 'rolledBack'] as const;

type Props = { pid: string; role: Access; release: FirmwareRelease & { units: UpdateCounts } };

/** A release: how far it is, what units said of it, and what may be done with it now. */
export function Release({ pid, role, release }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const may = useMay();
  const { manifest, state, share, hasImage, clearance, notes, createdAt, units, uploads, haltedFor, verification } =
    release;
  const isOut = state === 'offered' || state === 'halted';
  return (
    <Panel
      title={t('firmware.release', { version: manifest.version })}
      extra={may('moveRelease', role) && <ReleaseMoves pid={pid} release={release} />}
    >
      <div className={styles.line}>
        <StateTag {...TAGS[state]} text={t(`firmware.states.${state}`)} />
        {isOut && <span>{t('firmware.share', { share })}</span>}
        {clearance && <span>{t(`firmware.clearance.${clearance}`)}</span>}
        {manifest.takesBack !== null && <span>{t('firmware.takesBack', { version: manifest.takesBack })}</span>}
        <span>
          {t('firmware.created')} <TimeText at={createdAt} />
        </span>
      </div>
      <p className={styles.notes}>{notes[language]}</p>
      {!hasImage && state === 'draft' && <p className={styles.told}>{t('firmware.noImage')}</p>}
      {verification && (
        <p className={styles.told}>
          {t(`firmware.verification.${verification.state}`)}{' '}
          <TextLink to="/applications/$id" params={{ id: verification.applicationId }}>
            {t('firmware.look')}
          </TextLink>
        </p>
      )}
      {isOut && clearance === null && (
        <>
          <p className={styles.told}>{t('firmware.notCleared')}</p>
          <code className={styles.command}>{`npx kaitong firmware verify ${pid} ${manifest.version} DEVICE_ID`}</code>
          {may('startConformance', role) && (
            <p className={styles.told}>
              <TextLink to="/my/services/video-cloud-storage/items/$pid" params={{ pid }}>
                {t('firmware.test')}
              </TextLink>
            </p>
          )}
        </>
      )}
      {state !== 'draft' && (
        <dl className={styles.counts} aria-label={t('firmware.units')}>
          {COUNTS.map((name) => (
            <div key={name}>
              <dt>{t(`firmware.counts.${name}`)}</dt>
              <dd>{units[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {state === 'offered' && uploads && (
        <>
          <p className={styles.told}>{t('firmware.watched')}</p>
          <Uploads uploads={uploads} />
        </>
      )}
      {haltedFor && <Halted pid={pid} version={manifest.version} uploads={haltedFor} />}
    </Panel>
  );
}
