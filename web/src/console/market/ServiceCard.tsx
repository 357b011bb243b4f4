import type { Service } from '@kaitong/contract';
import type { z } from 'zod';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useText } from '../texts/index.ts';
import styles from './ServiceCard.module.css';
import { ServicePicture } from './ServicePicture.tsx';

/** One service of the market: what it is, and the way to it. */
export function ServiceCard({ service }: { service: z.output<typeof Service> }) {
  const t = useText();
  return (
    <article className={styles.card}>
      <ServicePicture id={service.id} />
      <div className={styles.body}>
        <h2 className={styles.name}>
          {t(`services.${service.id}.name`)}
          {service.hot && <StateTag tone="waiting" icon="flame" text={t('market.hot')} />}
          {service.agreement && <StateTag tone="verified" icon="check" text={t('market.active')} />}
        </h2>
        <p className={styles.text}>
          {t(`services.${service.id}.text`)}
          {service.available && <TextLink to="/services/video-cloud-storage">{t('market.learnMore')}</TextLink>}
        </p>
        <ServiceAction available={service.available} active={service.agreement !== null} />
      </div>
    </article>
  );
}

function ServiceAction({ available, active }: { available: boolean; active: boolean }) {
  const t = useText();
  if (!available) return <StateTag tone="none" icon="ban" text={t('market.unavailable')} />;
  if (active) {
    return (
      <LinkButton to="/my/services/video-cloud-storage" search={{}}>
        {t('market.manage')}
      </LinkButton>
    );
  }
  return (
    <LinkButton look="primary" to="/services/video-cloud-storage/apply">
      {t('market.activate')}
    </LinkButton>
  );
}
