import { useQuery } from '@tanstack/react-query';
import { Page } from '../../desk/frame/Page.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './ServicePage.module.css';

const POINTS = ['proof', 'region'] as const;
const STEPS = ['apply', 'sample', 'add', 'wave', 'done'] as const;
const QUESTIONS = [1, 2, 3] as const;

/** What the service is, how it is activated, and the questions that makers ask. */
export function ServicePage() {
  const t = useText();
  const { data } = useQuery(queries.services());
  const agreement = useQuery(queries.agreement(useLanguage()[0]));
  const active = data?.items.some((service) => service.id === 'video-cloud-storage' && service.agreement);
  return (
    <Page
      title={t('services.video-cloud-storage.name')}
      crumbs={[{ text: t('menu.market'), link: { to: '/market', search: {} } }]}
      actions={
        active ? (
          <LinkButton look="primary" to="/my/services/video-cloud-storage" search={{}}>
            {t('market.manage')}
          </LinkButton>
        ) : (
          <LinkButton look="primary" to="/services/video-cloud-storage/apply">
            {t('market.activate')}
          </LinkButton>
        )
      }
    >
      <Panel title={t('about.what')}>
        <p className={styles.text}>{t('about.whatText')}</p>
        <ul className={styles.points}>
          <li>
            <h3>{t('about.points.shareTitle')}</h3>
            <p>
              {agreement.data
                ? t('about.points.share', { percent: agreement.data.sharePercent })
                : t('about.points.shareUnknown')}
            </p>
          </li>
          {POINTS.map((point) => (
            <li key={point}>
              <h3>{t(`about.points.${point}Title`)}</h3>
              <p>{t(`about.points.${point}`)}</p>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('about.steps')}>
        <ol className={styles.steps}>
          {STEPS.map((step) => (
            <li key={step}>
              <h3>{t(`about.step.${step}`)}</h3>
              <p>{t(`about.step.${step}Text`)}</p>
            </li>
          ))}
        </ol>
        <dl className={styles.notes}>
          <dt>{t('about.shippedTitle')}</dt>
          <dd>{t('about.shipped')}</dd>
          <dt>{t('about.trialTitle')}</dt>
          <dd>{t('about.trial')}</dd>
        </dl>
      </Panel>
      <Panel title={t('about.faq')}>
        <dl className={styles.faq}>
          {QUESTIONS.map((n) => (
            <div key={n}>
              <dt>{t(`about.faqs.q${n}`)}</dt>
              <dd>{t(`about.faqs.a${n}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </Page>
  );
}
