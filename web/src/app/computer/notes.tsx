import type { DeviceProblem } from '@kaitong/device/browser';
import type { ReactNode } from 'react';
import { Callout } from '../parts/Callout.tsx';
import { useText as useAppText } from '../texts/index.ts';
import styles from './Computer.module.css';
import type { Obstacle } from './obstacles.ts';
import { isLocal, useText } from './texts/index.ts';

export function ObstacleNote({ obstacle, children }: { obstacle: Obstacle; children?: ReactNode }) {
  const t = useText();
  return (
    <Callout tone="waiting" role="alert" title={t(`obstacles.${obstacle}.title`)}>
      <p>{t(`obstacles.${obstacle}.text`)}</p>
      {children}
    </Callout>
  );
}

type Props = { title: string; problem: DeviceProblem; tone?: 'waiting' | 'refused'; children?: ReactNode };

/** A failure of the camera. What the platform says of it comes in the reader's language; the SDK's own words are for logs. */
export function ProblemNote({ title, problem: { code, detail }, tone = 'refused', children }: Props) {
  const t = useText();
  const ofApp = useAppText();
  return (
    <Callout tone={tone} role="alert" title={title}>
      <p>{isLocal(code) ? t(`problems.${code}`) : detail}</p>
      <span className={styles.soft}>{ofApp('common.code', { code })}</span>
      {children}
    </Callout>
  );
}
