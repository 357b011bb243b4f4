import type { ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Preview.module.css';

type Props = {
  /** Without one there is a sign of film. */
  url: string | null | undefined;
  /** It stands in a row beside words; else it is as wide as its place. */
  isBeside?: boolean;
  /** Stands over the picture. */
  children?: ReactNode;
};

/** The small picture of an event. */
export function Preview({ url, isBeside = false, children }: Props) {
  return (
    <span className={isBeside ? `${styles.preview} ${styles.beside}` : styles.preview}>
      {url ? <img src={url} alt="" loading="lazy" /> : <Icon name="film" size={24} />}
      {children}
    </span>
  );
}
