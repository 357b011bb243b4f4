import type { Credentials } from '@kaitong/device/browser';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { TimeText } from '../../ui/TimeText.tsx';
import { Button, buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { BrowserCamera, type CameraView } from './browser-camera.ts';
import styles from './Computer.module.css';
import type { KeptCamera } from './kept-camera.ts';
import { ObstacleNote, ProblemNote } from './notes.tsx';
import { useText } from './texts/index.ts';

type Props = { credentials: Credentials; kept: KeptCamera; onForgotten: () => void };

/** Runs for as long as it is shown, in one tab: two under one device id would drive each other out. */
export function RunningCamera({ credentials, kept, onForgotten }: Props) {
  const t = useText();
  const [isElsewhere, setElsewhere] = useState(false);
  const [camera, setCamera] = useState<BrowserCamera>();
  useEffect(() => {
    const left = new AbortController();
    const run = async (): Promise<void> => {
      if (left.signal.aborted) return;
      setElsewhere(false);
      const running = new BrowserCamera(credentials, kept);
      await running.start();
      setCamera(running);
      await over(left.signal);
      await running.stop();
    };
    void holdAlone(`camera ${credentials.deviceId}`, left.signal, run, () => setElsewhere(true));
    return () => left.abort();
  }, [credentials, kept]);
  const forget = (): void => {
    kept.forget();
    onForgotten();
  };
  if (isElsewhere) return <ObstacleNote obstacle="other_tab" />;
  if (!camera) return <p role="status">{t('opening')}</p>;
  return <Running camera={camera} deviceId={credentials.deviceId} onForget={forget} />;
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Runs as soon as no other tab does, and says so where it has to wait. */
async function holdAlone(name: string, signal: AbortSignal, run: () => Promise<void>, onWait: () => void) {
  const hasRun = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await run();
    return lock !== null;
  });
  if (hasRun || signal.aborted) return;
  onWait();
  await navigator.locks.request(name, { signal }, run).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

type RunningProps = { camera: BrowserCamera; deviceId: Credentials['deviceId']; onForget: () => void };

function Running({ camera, deviceId, onForget }: RunningProps) {
  const t = useText();
  const view = useSyncExternalStore(
    (hear) => camera.subscribe(hear),
    () => camera.view,
  );
  if (view.isUnpaired)
    return (
      <Callout tone="info" role="status" title={t('unpaired.title')}>
        <p>{t('unpaired.text')}</p>
        <Button onClick={onForget}>{t('unpaired.again')}</Button>
      </Callout>
    );
  if (view.obstacle) return <ObstacleNote obstacle={view.obstacle} />;
  const { last, stoodStill, problem } = view;
  return (
    <div className={styles.form}>
      <Picture camera={camera} />
      <p role="status">{t(stateOf(view))}</p>
      {problem && <ProblemNote tone="waiting" title={t('noLine')} problem={problem} />}
      {last?.is === 'uploaded' && (
        <Callout tone="verified" role="status" title={t('uploaded')}>
          <TimeText at={last.at} />
        </Callout>
      )}
      {last?.is === 'failed' && (
        <ProblemNote title={t('notUploaded')} problem={last.problem}>
          <TimeText at={last.at} />
        </ProblemNote>
      )}
      {stoodStill && (
        <Callout tone="waiting" role="alert" title={t('stoodStill.title')}>
          <p>{t('stoodStill.text', { seconds: Math.round(stoodStill.ms / 1000) })}</p>
          <TimeText at={stoodStill.at} />
        </Callout>
      )}
      <p className={styles.soft}>{t('silent')}</p>
      {/* Beside this page: where it is left, the camera ends. */}
      <Link to="/devices/$deviceId" params={{ deviceId }} target="_blank" className={buttonClass('plain')}>
        {t('toDevice')}
      </Link>
      <Button kind="dangerPlain" onClick={onForget}>
        {t('forget')}
      </Button>
    </div>
  );
}

function stateOf({ line, isRecording, isGranted, isPrivate }: CameraView) {
  if (line !== 'online') return 'state.connecting';
  if (isPrivate) return 'state.private';
  if (isRecording) return 'state.recording';
  return isGranted ? 'state.granted' : 'state.online';
}

function Picture({ camera }: { camera: BrowserCamera }) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = camera.stream ?? null;
  }, [camera]);
  return <video ref={video} className={styles.picture} aria-label={t('picture')} autoPlay muted playsInline />;
}
