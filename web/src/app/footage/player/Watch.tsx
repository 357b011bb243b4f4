import type { RecordedEvent } from '@kaitong/contract';
import { useEffect, useMemo, useRef, useState } from 'react';
import { codeOf } from '../../../api/code-of.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import type { Film } from '../scrub/film-reader.ts';
import { useText } from '../texts/index.ts';
import type { PlayFailure, Source } from './attach-media.ts';
import { canPlay } from './can-play.ts';
import styles from './Player.module.css';
import { PlayFailed } from './PlayFailed.tsx';
import { type PlayedAs, playedHere, rememberPlayed } from './played-as.ts';
import { Screen } from './Screen.tsx';
import { usePlayback, type Watched } from './use-playback.ts';

type Props = {
  deviceId: string;
  film: Film;
  watched: Watched;
  /** What is known of the event before it plays. */
  event: RecordedEvent | undefined;
  label: string;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  onPlaying: (playing: { eventId: string | undefined; world: number | undefined }) => void;
};

/** A session that ends sooner than this after it was opened is not opened again by itself. */
const REOPEN_AFTER_MS = 10_000;

/** Plays what its owner chose: opens the session, opens it anew when it has ended, and says why nothing plays. */
export function Watch({ deviceId, film, watched, event, label, onPrevious, onNext, onPlaying }: Props) {
  const t = useText();
  const [attempt, setAttempt] = useState(0);
  const [codec, setCodec] = useState(playedHere);
  const [failure, setFailure] = useState<PlayFailure>();
  const seconds = useRef(0);
  const world = useRef<number>(undefined);
  const openedAt = useRef(0);
  const playback = usePlayback(deviceId, watched, codec, attempt);
  const { data } = playback;

  const reopen = () => {
    setFailure(undefined);
    openedAt.current = Date.now();
    setAttempt((before) => before + 1);
  };
  const playAs = (as: PlayedAs) => {
    rememberPlayed(as);
    setCodec(as);
    setFailure(undefined);
  };
  const fail = (found: PlayFailure, at: number) => {
    seconds.current = at;
    if (found === 'codec' && codec === 'as-recorded') playAs('h264');
    else if (found === 'ended' && Date.now() - openedAt.current > REOPEN_AFTER_MS) reopen();
    else setFailure(found);
  };
  // A playlist tells the time by itself, a file does not.
  const startedAt = data?.kind === 'file' ? Date.parse(data.startedAt) : null;
  const source = useMemo<Source | undefined>(
    () =>
      data && {
        kind: data.kind,
        url: data.playlistUrl,
        codec: data.transcoded ? 'h264' : data.codec,
        converted: data.transcoded ? { before: data.conversionsBefore } : undefined,
        startedAt,
      },
    [data, startedAt],
  );

  const isConverted = data?.transcoded === true;
  useEffect(() => {
    if (isConverted) rememberPlayed('h264');
  }, [isConverted]);

  const isAbleItself = canPlay('h265');
  const asRecorded = isAbleItself && (
    <Button onClick={() => playAs('as-recorded')}>{t('footage.playAsRecorded')}</Button>
  );
  const refused = playback.isError && !data ? codeOf(playback.error) : undefined;
  const failed = failure ?? (refused === 'conversion_unavailable' ? 'codec' : undefined);
  if (refused === 'not_found')
    return (
      <Frame>
        <PlayFailed failure="gone" />
      </Frame>
    );
  if (refused !== undefined && !failed)
    return <ErrorNotice error={playback.error} onRetry={() => void playback.refetch()} />;
  if (failed)
    return (
      <Frame>
        <PlayFailed failure={failed} converted>
          {failed === 'codec' && asRecorded}
          {failed !== 'gone' && failed !== 'codec' && <Button onClick={reopen}>{t('footage.reopen')}</Button>}
        </PlayFailed>
      </Frame>
    );
  if (!data || !source)
    return (
      <Frame>
        {event?.snapshotUrl && <img className={styles.poster} src={event.snapshotUrl} alt="" />}
        <span className={styles.waiting} role="status" aria-label={t('footage.opening')} />
      </Frame>
    );
  const screen = (
    <Screen
      key={data.playbackId}
      source={source}
      film={film}
      label={label}
      startAt={startOf(watched, seconds.current, world.current)}
      onPrevious={onPrevious}
      onNext={onNext}
      onFailure={fail}
      onPlaying={(playing) => {
        seconds.current = playing.seconds;
        world.current = playing.world;
        onPlaying(playing);
      }}
    />
  );
  if (!isConverted) return screen;
  return (
    <>
      {screen}
      <p className={styles.converted}>
        <span>{t('footage.converted')}</span>
        {asRecorded}
      </p>
    </>
  );
}

/** A stretch of time begins where it was chosen; either goes on where it was when its session had ended. */
function startOf(watched: Watched, seconds: number, world: number | undefined) {
  if ('eventId' in watched) return { seconds };
  return { world: world ?? Date.parse(watched.from) };
}

function Frame({ children }: { children: React.ReactNode }) {
  return (
    <div className={styles.screen}>
      <div className={styles.picture}>{children}</div>
    </div>
  );
}
