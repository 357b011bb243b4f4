import type { RecordedEvent } from '@kaitong/contract';
import { useMemo, useRef, useState } from 'react';
import { codeOf } from '../../../api/code-of.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import type { Film } from '../scrub/film-reader.ts';
import { useText } from '../texts/index.ts';
import type { PlayFailure, Source } from './attach-media.ts';
import { canPlay } from './can-play.ts';
import styles from './Player.module.css';
import { PlayFailed } from './PlayFailed.tsx';
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
  const [codec, setCodec] = useState<'as-recorded' | 'h264'>('as-recorded');
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
  const fail = (found: PlayFailure, at: number) => {
    seconds.current = at;
    if (found === 'ended' && Date.now() - openedAt.current > REOPEN_AFTER_MS) reopen();
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
        startedAt,
      },
    [data, startedAt],
  );

  if (playback.isError && !data)
    return codeOf(playback.error) === 'not_found' ? (
      <Frame>
        <PlayFailed failure="gone" />
      </Frame>
    ) : (
      <ErrorNotice error={playback.error} onRetry={() => void playback.refetch()} />
    );
  const isUnreadable = source !== undefined && !canPlay(source.codec);
  const failed = failure ?? (isUnreadable ? 'codec' : undefined);
  if (failed)
    return (
      <Frame>
        <PlayFailed failure={failed} converted={codec === 'h264'}>
          {failed === 'codec' && codec === 'as-recorded' && (
            <Button
              kind="primary"
              onClick={() => {
                setCodec('h264');
                setFailure(undefined);
              }}
            >
              {t('footage.convert')}
            </Button>
          )}
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
  return (
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
