import styles from './Mark.module.css';

/** The lens whose aperture closes into a tick. One colour: the text's. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={3.2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M27.4 11.6A12.4 12.4 0 1 1 20.6 4.5" />
      <path d="m9.6 16.6 4.8 4.8L27 7.4" />
    </svg>
  );
}

/** Mark and name, as it stands in headers and on sign-in pages. */
export function WordMark({ size = 24 }: { size?: number }) {
  return (
    <span className={styles.word} style={{ fontSize: size * 0.75 }}>
      <Mark size={size} />
      <span>开通</span>
      <span className={styles.latin}>Kaitong</span>
    </span>
  );
}
