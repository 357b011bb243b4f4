import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { installationQuery } from '../../desk/session/installation.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { useText } from '../texts/index.ts';
import styles from './FirstSteps.module.css';
import type { FirstStep } from './first-steps.ts';

/** The way to do a step. */
export function StepAction({ step }: { step: FirstStep }) {
  const t = useText();
  switch (step) {
    case 'agreement':
      return (
        <LinkButton look="primary" to="/services/video-cloud-storage/apply">
          {t('firstSteps.agreement.go')}
        </LinkButton>
      );
    case 'product':
    case 'licence':
      return (
        <LinkButton look="primary" to="/products" search={{}}>
          {t(`firstSteps.${step}.go`)}
        </LinkButton>
      );
    case 'pair':
      return <Apps />;
    case 'wave':
      return (
        <LinkButton look="primary" to="/my/services/video-cloud-storage/add" search={{}}>
          {t('firstSteps.wave.go')}
        </LinkButton>
      );
    case 'sell':
      return (
        <LinkButton look="primary" to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
          {t('firstSteps.sell.go')}
        </LinkButton>
      );
  }
}

/** The owners' app of each region: a code for the phone, a link for this browser. */
function Apps() {
  const t = useText();
  const regionNames = useRegionNames();
  const { data } = useQuery(installationQuery());
  if (!data) return null;
  const isHere = data.apps.some(({ url }) => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname));
  return (
    <>
      <ul className={styles.apps}>
        {data.apps.map(({ region, url }) => {
          const name = t('firstSteps.pair.app', { region: regionNames([region]) });
          return (
            <li key={region}>
              <div className={styles.code}>
                <QrCode text={url} label={t('firstSteps.pair.code', { app: name })} />
              </div>
              <a href={url} target="_blank" rel="noopener">
                {name}
              </a>
            </li>
          );
        })}
      </ul>
      {isHere && <p>{t('firstSteps.pair.here')}</p>}
    </>
  );
}
