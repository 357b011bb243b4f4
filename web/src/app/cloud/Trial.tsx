import { type app, type Output, spellMoney } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../i18n/texts.ts';
import { buttonClass } from '../parts/Button.tsx';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';

type Offered = Output<typeof app.listOffers>['trial'];

/** 0.01元体验套餐, while this unit can still have it. Where it cannot, it is not spoken of unless it was had. */
export function Trial({ deviceId, trial }: { deviceId: string; trial: Offered }) {
  const t = useText();
  const [language] = useLanguage();
  if (trial.state === 'not_in_debug') return null;
  const price = spellMoney(trial.price, language);
  if (trial.state === 'used') return <p className={styles.lead}>{t('cloud.trialUsed', { price })}</p>;
  return (
    <section className={styles.trial} aria-labelledby="trial">
      <h2 id="trial">{t('cloud.trial', { price })}</h2>
      <p>{t('cloud.trialText', { days: trial.days, kept: trial.terms.retentionDays })}</p>
      <Link
        to="/devices/$deviceId/cloud-storage/buy"
        params={{ deviceId }}
        search={{ trial: true }}
        className={buttonClass('primary')}
      >
        {t('cloud.trialBuy')}
      </Link>
    </section>
  );
}
