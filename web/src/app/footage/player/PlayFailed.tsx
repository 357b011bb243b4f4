import type { ReactNode } from 'react';
import type { IconName } from '../../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import type { PlayFailure } from './attach-media.ts';
import { PlayNotice } from './PlayNotice.tsx';

const icons: Record<PlayFailure, IconName> = {
  ended: 'clock',
  gone: 'trash',
  unfinished: 'clock',
  codec: 'ban',
  spent: 'clock',
  unreachable: 'offline',
  broken: 'alert',
};

const sharedNames: Partial<Record<PlayFailure, 'shareEnded' | 'sharedCodec'>> = {
  ended: 'shareEnded',
  codec: 'sharedCodec',
};

type Props = {
  failure: PlayFailure;
  /** The server was asked to convert, and cannot, or what it sent still cannot be played. */
  converted?: boolean;
  /** Told to a link's visitor. */
  shared?: boolean;
  /** In so many seconds it may play. */
  againIn?: number | undefined;
  children?: ReactNode;
};

/** Why a recording does not play, in words. */
export function PlayFailed({ failure, converted = false, shared = false, againIn = 0, children }: Props) {
  const t = useText();
  const name = shared ? (sharedNames[failure] ?? failure) : failure === 'codec' && converted ? 'unconverted' : failure;
  return (
    <PlayNotice
      icon={icons[failure]}
      title={t(`footage.failed.${name}.title`)}
      text={t(`footage.failed.${name}.text`, { count: Math.max(1, Math.ceil(againIn / 60)) })}
    >
      {children}
    </PlayNotice>
  );
}
