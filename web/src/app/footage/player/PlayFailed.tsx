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
  unreachable: 'offline',
  broken: 'alert',
};

const sharedNames: Partial<Record<PlayFailure, 'shareEnded' | 'sharedCodec'>> = {
  ended: 'shareEnded',
  codec: 'sharedCodec',
};

/** `converted`: the server was asked to convert, and what it sent still cannot be played. `shared`: told to a link's visitor. */
type Props = { failure: PlayFailure; converted?: boolean; shared?: boolean; children?: ReactNode };

/** Why a recording does not play, in words. */
export function PlayFailed({ failure, converted = false, shared = false, children }: Props) {
  const t = useText();
  const name = shared ? (sharedNames[failure] ?? failure) : failure === 'codec' && converted ? 'unconverted' : failure;
  return (
    <PlayNotice icon={icons[failure]} title={t(`footage.failed.${name}.title`)} text={t(`footage.failed.${name}.text`)}>
      {children}
    </PlayNotice>
  );
}
