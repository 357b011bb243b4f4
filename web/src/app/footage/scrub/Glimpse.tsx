import { useEffect, useMemo, useReducer } from 'react';
import { clockOf } from '../day/days.ts';
import { type Film, type FilmPicture, FilmReader } from './film-reader.ts';
import styles from './Glimpse.module.css';

/** A reader that keeps what it has read while a finger comes and goes. */
export function useFilmReader(film: Film | undefined): FilmReader | undefined {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read is named by its key
  return useMemo(() => film && new FilmReader(film.read), [film?.key]);
}

type Props = {
  reader: FilmReader | undefined;
  at: number;
  /** Its middle, in pixels from the left of what it stands over. */
  x: number;
};

/** What a camera saw at a moment, small, above the finger that points at it; the moment alone where nothing is known of it. */
export function Glimpse({ reader, at, x }: Props) {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useEffect(() => reader?.follow(redraw), [reader]);
  useEffect(() => reader?.want(at), [reader, at]);
  useEffect(() => () => reader?.want(undefined), [reader]);
  const picture = reader?.find(at);
  return (
    <span
      className={styles.glimpse}
      style={{ '--x': `${x}px` } as React.CSSProperties}
      aria-hidden
      data-testid="glimpse"
    >
      {picture && <span className={styles.picture} style={cut(picture)} data-testid="glimpse-picture" />}
      <span className={styles.clock}>{clockOf(at)}</span>
    </span>
  );
}

/** One picture of a strip fills the whole. */
function cut({ strip: { width, height, columns, pictures, webp }, n }: FilmPicture): React.CSSProperties {
  const rows = Math.ceil(pictures.length / columns);
  const place = (at: number, of: number): string => `${of > 1 ? (at / (of - 1)) * 100 : 0}%`;
  return {
    aspectRatio: `${width} / ${height}`,
    backgroundImage: `url(data:image/webp;base64,${webp})`,
    backgroundSize: `${columns * 100}% ${rows * 100}%`,
    backgroundPosition: `${place(n % columns, columns)} ${place(Math.floor(n / columns), rows)}`,
  };
}
