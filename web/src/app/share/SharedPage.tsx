import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { Mark } from '../../ui/Mark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { clockOf } from '../footage/day/days.ts';
import type { PlayFailure, Source } from '../footage/player/attach-media.ts';
import { canPlay } from '../footage/player/can-play.ts';
import { PlayFailed } from '../footage/player/PlayFailed.tsx';
import { PlayNotice } from '../footage/player/PlayNotice.tsx';
import { sharedFilmOf } from '../footage/scrub/films.ts';
import { useText } from '../footage/texts/index.ts';
import { Page } from '../frame/Page.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { PinForm } from './PinForm.tsx';
import styles from './SharedPage.module.css';
import { type Visited, visit } from './visit.ts';

const Screen = lazy(async () => ({ default: (await import('../footage/player/Screen.tsx')).Screen }));
const route = getRouteApi('/share/$token');

/** What somebody sees who was sent a link: one recording, and nothing of its owner. */
export function SharedPage() {
  const t = useText();
  const { token } = route.useParams();
  const client = useQueryClient();
  // Of this visit alone: the link plays as it was recorded for whoever else has it.
  const [codec, setCodec] = useState<'as-recorded' | 'h264'>(() => (canPlay('h265') ? 'as-recorded' : 'h264'));
  const queryKey = ['shared', token, codec];
  const shared = useQuery({
    queryKey,
    queryFn: () => visit(token, { codec }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const code = codeOf(shared.error);
  const over = overBy(code);
  return (
    <Page title={t('footage.sharedTitle')} action={<Mark size={28} />}>
      {code === 'share_pin_needed' && !shared.data ? (
        <PinForm
          token={token}
          codec={codec}
          onOpen={(visited) => client.setQueryData(queryKey, visited)}
          onPaused={() => client.resetQueries({ queryKey })}
        />
      ) : over ? (
        <Ended failure={over} />
      ) : (
        <Loaded query={shared} what={t('footage.sharedTitle')} rows={1}>
          {(footage) => <Shared key={codec} footage={footage} onUnplayable={() => setCodec('h264')} />}
        </Loaded>
      )}
    </Page>
  );
}

function overBy(code: string | null): PlayFailure | 'paused' | undefined {
  if (code === 'share_paused') return 'paused';
  if (code === 'conversion_unavailable') return 'codec';
  return code === 'share_ended' || code === 'playback_ended' ? 'ended' : undefined;
}

type Props = {
  footage: Visited;
  /** The browser plays no H.265, whatever it said before. */
  onUnplayable: () => void;
};

function Shared({ footage, onUnplayable }: Props) {
  const t = useText();
  const { token, kind, playlistUrl: url, codec, startedAt, happenedAt, type, cut, expiresAt } = footage;
  const { transcoded, conversionsBefore: before } = footage;
  const what = cut
    ? t('footage.cut.shared', { from: clockOf(cut.from), to: clockOf(cut.to) })
    : t(`footage.types.${type}`);
  const [failed, setFailed] = useState<{ failure: PlayFailure; againIn: number | undefined }>();
  const source = useMemo<Source>(
    () => ({
      ...{ kind, url, codec, startedAt: Date.parse(startedAt) },
      converted: transcoded ? { before } : undefined,
    }),
    [kind, url, codec, startedAt, transcoded, before],
  );
  return (
    <>
      {failed ? (
        <Ended {...failed} />
      ) : (
        <Suspense fallback={<div className={styles.coming} />}>
          <Screen
            source={source}
            film={sharedFilmOf(token)}
            label={t('footage.video', { what })}
            {...(cut && { startAt: { world: Date.parse(cut.from) } })}
            onFailure={(failure, _, againIn) => {
              if (failure === 'codec' && !transcoded) onUnplayable();
              else setFailed({ failure, againIn });
            }}
          />
        </Suspense>
      )}
      <p className={styles.about}>
        {what} · <TimeText at={happenedAt} exact />
        <br />
        {t('footage.shareUntil')} <TimeText at={expiresAt} exact />
      </p>
    </>
  );
}

/** A link's visitor can open nothing anew: the words are those of the link. */
function Ended({ failure, againIn }: { failure: PlayFailure | 'paused'; againIn?: number | undefined }) {
  const t = useText();
  if (failure === 'paused')
    return (
      <div className={styles.failed}>
        <PlayNotice icon="clock" title={t('footage.link.paused')} text={t('footage.link.pausedFor')} />
      </div>
    );
  return (
    <div className={styles.failed}>
      <PlayFailed failure={failure} againIn={againIn} shared />
    </div>
  );
}
