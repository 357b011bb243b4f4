import type { RegionHealth } from '@kaitong/contract';
import { Alert } from 'antd';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useText } from '../texts/index.ts';
import { CertificateAlarm, isCertificateDoubtful } from './CertificateAlarm.tsx';
import { ClockAlarm, isClockWrong } from './ClockAlarm.tsx';
import { areKeysDoubtful, KeysAlarm } from './KeysAlarm.tsx';
import styles from './Regions.module.css';

/** What needs a hand in a region, under its name, and what to do about it; nothing where all is well. */
export function RegionAlarms({ health }: { health: RegionHealth }) {
  const t = useText();
  const regionNames = useRegionNames();
  const { region, answers, storage, clockSkewMs, certificate, keys } = health;
  const isFull = storage?.isFull === true;
  const isWell =
    answers && !isFull && !isClockWrong(clockSkewMs) && !isCertificateDoubtful(certificate) && !areKeysDoubtful(keys);
  if (isWell) return null;
  return (
    <section aria-labelledby={`alarms-${region}`}>
      <h2 id={`alarms-${region}`} className={styles.region}>
        {regionNames([region])} ({region})
      </h2>
      {!answers && <Alarm title={t('operator.regions.silentTitle')} text={t('operator.regions.silentText')} />}
      <ClockAlarm skewMs={clockSkewMs} />
      <CertificateAlarm certificate={certificate} />
      {isFull && <Alarm title={t('operator.regions.fullTitle')} text={t('operator.regions.fullText')} />}
      <KeysAlarm keys={keys} />
    </section>
  );
}

function Alarm({ title, text }: { title: string; text: string }) {
  return <Alert type="error" showIcon style={{ marginBottom: 16 }} title={title} description={text} />;
}
