import type { ProductHome } from '@kaitong/contract';
import type { ReactNode } from 'react';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** What is asked first of a product, as a row of numbers. What a silent region would add to is not given as a sum. */
export function Figures({ home }: { home: ProductHome }) {
  const t = useText();
  const { fleet, licences, verifications } = home;
  const whole = fleet.unreachable.length === 0;
  const sum = (of: (one: ProductHome['fleet']['firmware'][number]) => number) =>
    fleet.firmware.reduce((total, one) => total + of(one), 0);
  const units = sum((one) => one.units);
  const passing = sum((one) => (one.passing === true ? one.units : 0));
  const tries = Object.values(verifications?.counts ?? {}).reduce((total, n) => total + n, 0);
  const percent = Math.floor((passing / Math.max(1, units)) * 100);
  return (
    <Panel>
      <dl className={styles.figures}>
        <Figure name={t('home.online')} value={whole ? String(sum((one) => one.online)) : t('products.unknownCount')}>
          {whole ? t('home.ofUnits', { n: units }) : t('home.regionSilent')}
        </Figure>
        <Figure
          name={t('home.upToDate')}
          value={home.product.activation && whole && units > 0 ? `${percent} %` : t('common.none')}
        >
          {home.product.activation
            ? t('home.atLeast', { firmware: home.product.activation.firmware })
            : t('home.nothingPassed')}
        </Figure>
        {licences && (
          <Figure name={t('home.licencesUsed')} value={String(licences.paired)}>
            {licences.revoked > 0
              ? t('home.ofIssuedRevoked', { issued: licences.issued, revoked: licences.revoked })
              : t('home.ofIssued', { issued: licences.issued })}
          </Figure>
        )}
        {verifications && (
          <Figure name={t('home.verificationsPassed')} value={String(verifications.counts.approved ?? 0)}>
            {t('home.ofTries', { n: tries })}
          </Figure>
        )}
      </dl>
    </Panel>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> <span>{children}</span>
      </dd>
    </div>
  );
}
