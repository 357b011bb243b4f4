import type { ProductHome } from '@kaitong/contract';
import { EmptyState } from '../../../desk/parts/EmptyState.tsx';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { SilentRegions } from '../../../desk/parts/SilentRegions.tsx';
import { StateTag } from '../../../desk/parts/StateTag.tsx';
import { TextLink } from '../../../desk/parts/TextLink.tsx';
import { useMay } from '../../team/use-may.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** More versions than that are folded: the newest say what the factory ships. */
const SHOWN = 8;

type Share = ProductHome['fleet']['firmware'][number];

/** Units by firmware, the newest first, each against the lowest version that passed. */
export function Fleet({ home: { product, fleet } }: { home: ProductHome }) {
  const t = useText();
  const may = useMay();
  const most = Math.max(1, ...fleet.firmware.map(({ units }) => units));
  const folded = fleet.firmware.slice(SHOWN);
  const lowest = product.activation?.firmware;
  return (
    <Panel
      title={t('home.fleet')}
      extra={
        may('listDevices', product.role) && (
          <TextLink to="/devices" search={{ pid: product.pid }}>
            {t('home.allDevices')}
          </TextLink>
        )
      }
    >
      <SilentRegions regions={fleet.unreachable} say={(regions) => t('devices.unreachable', { regions })} />
      {fleet.firmware.length === 0 ? (
        fleet.unreachable.length === 0 && (
          <EmptyState
            picture="camera"
            title={t('home.noUnits')}
            text={t('home.noUnitsText')}
            command="npx kaitong pairing-token --region cn --login LOGIN"
          />
        )
      ) : (
        <>
          <p className={styles.lead}>{lowest ? t('home.lowest', { firmware: lowest }) : t('home.noLowest')}</p>
          <ul className={styles.fleet} aria-label={t('home.fleet')}>
            {fleet.firmware.slice(0, SHOWN).map((share) => (
              <Version key={share.firmware} share={share} most={most} />
            ))}
          </ul>
          {folded.length > 0 && (
            <details className={styles.folded}>
              <summary>{t('home.olderVersions', { n: folded.length })}</summary>
              <ul className={styles.fleet}>
                {folded.map((share) => (
                  <Version key={share.firmware} share={share} most={most} />
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Panel>
  );
}

function Version({ share: { firmware, units, online, passing }, most }: { share: Share; most: number }) {
  const t = useText();
  const width = (n: number) => ({ width: `${(n / most) * 100}%` });
  return (
    <li>
      <span className={styles.version}>{firmware}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={passing === false ? styles.older : styles.units} style={width(units)} />
        <span className={styles.online} style={width(online)} />
      </span>
      <span className={styles.count}>{t('home.units', { units, online })}</span>
      <span className={styles.against}>
        {passing === true && <StateTag tone="verified" icon="check" text={t('home.passing')} />}
        {passing === false && <StateTag tone="waiting" icon="alert" text={t('home.older')} />}
      </span>
    </li>
  );
}
