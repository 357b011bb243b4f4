import { useText } from '../texts/index.ts';
import styles from './WaveDrawing.module.css';

/** A camera, a waving hand, and the distance between them. */
export function WaveDrawing() {
  const t = useText();
  return (
    <figure className={styles.drawing}>
      <svg viewBox="0 0 420 190" role="img" aria-label={t('wave.drawing')}>
        <g className={styles.camera}>
          <path d="M62 138v22M34 166h56" />
          <rect x="26" y="38" width="72" height="100" rx="30" />
          <circle cx="62" cy="76" r="24" />
          <circle cx="62" cy="76" r="10" />
          <circle cx="62" cy="118" r="2.5" className={styles.led} />
        </g>
        <path className={styles.view} d="M94 70 300 22M94 84l206 62" />
        <path className={styles.distance} d="M112 172h176M120 166l-8 6 8 6M280 166l8 6-8 6" />
        <text className={styles.words} x="200" y="160" textAnchor="middle">
          {t('wave.distance')}
        </text>
        <g className={styles.hand}>
          <path d="M318 142c-8-14-16-26-24-36-5-7 5-15 12-8l14 16-10-54c-2-10 12-13 14-3l8 38-1-50c0-10 14-10 15 0l3 50 7-44c2-9 15-7 14 3l-5 48 11-30c4-9 16-4 13 5-6 20-8 40-16 56-4 8-8 12-9 22v13h-46z" />
        </g>
      </svg>
      <figcaption className={styles.caption}>{t('wave.distance')}</figcaption>
    </figure>
  );
}
