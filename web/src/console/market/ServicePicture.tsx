import type { ServiceId } from '@kaitong/contract';
import styles from './ServicePicture.module.css';

/** The card's picture: a camera's frames going up to safe keeping, or out to a screen. */
export function ServicePicture({ id }: { id: ServiceId }) {
  return (
    <svg viewBox="0 0 240 128" className={styles.picture} aria-hidden="true">
      <g className={styles.camera}>
        <circle cx="58" cy="66" r="26" />
        <circle cx="58" cy="66" r="11" />
        <path d="M42 108h32M58 92v16" />
      </g>
      <g className={styles.frames}>
        <rect x="98" y="74" width="22" height="15" rx="2" />
        <rect x="112" y="58" width="22" height="15" rx="2" />
        <rect x="126" y="42" width="22" height="15" rx="2" />
      </g>
      {id === 'video-cloud-storage' ? (
        <g className={styles.target}>
          <path d="M162 72a18 18 0 0 1 3-35.7 25 25 0 0 1 47 6A15.5 15.500 0 0 1 210 72z" />
          <path d="m186 54 8 8 15-17" />
        </g>
      ) : (
        <g className={styles.target}>
          <rect x="160" y="30" width="56" height="38" rx="4" />
          <path d="M176 82h24M188 68v14M182 42v14l12-7z" />
        </g>
      )}
    </svg>
  );
}
