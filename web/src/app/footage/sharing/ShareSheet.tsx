import type { DeviceId, EventId } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { shownLanguage } from '../../../i18n/texts.ts';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { Address } from '../../parts/Address.tsx';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { CopyLine } from '../../parts/CopyLine.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { clockOf, type Span } from '../day/days.ts';
import { footageQueries } from '../footage-queries.ts';
import { takingApi } from '../taking-api.ts';
import { useText } from '../texts/index.ts';
import { ChatCard } from './ChatCard.tsx';
import { isSettled, LinkSettings, type Settings } from './LinkSettings.tsx';
import styles from './ShareSheet.module.css';
import { HOURS, type Hours } from './share-hours.ts';
import { useShareTitle } from './use-share-title.ts';

type Props = {
  deviceId: DeviceId;
  /** One recording, or what lies between two moments. */
  of: { eventId: EventId } | Span;
  /** What a link to it shows, where that is more than it. */
  shows?: Span;
  onClose: () => void;
};

/** Makes a link that plays it for whoever has it. */
export function ShareSheet({ deviceId, of, shows, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [hours, setHours] = useState<Hours>('24');
  const [settings, setSettings] = useState<Settings>({ pin: null, picture: true });
  const create = useOnce({
    mutationFn: () => {
      const made = {
        hours: Number(hours),
        picture: settings.picture,
        ...(settings.pin !== null && { pin: settings.pin }),
        ...{ language: shownLanguage(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      };
      return 'eventId' in of
        ? api.createShare({ params: { deviceId, eventId: of.eventId }, body: made })
        : takingApi.createCutShare({ params: { deviceId }, body: { ...of, ...made } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const revoke = useOnce({
    mutationFn: (id: string) => api.revokeShare({ params: { id } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const share = create.data;
  const url = share?.pageUrl ?? share?.playlistUrl;
  const titleOf = useShareTitle();
  return (
    <Sheet title={t('footage.shareTitle')} onClose={onClose}>
      <p>{t(url ? 'footage.shareOnce' : 'footage.shareText')}</p>
      {shows && !url && <p>{t('footage.cut.linkShows', { from: clockOf(shows.from), to: clockOf(shows.to) })}</p>}
      {share && url ? (
        <>
          <Address url={url} />
          {share.pin !== null && (
            <p>
              {t('footage.link.pin')} <strong>{share.pin}</strong>
              <br />
              <span className={styles.soft}>{t('footage.link.pinApart')}</span>
            </p>
          )}
          {share.shared && (
            <ChatCard
              title={share.pin === null ? titleOf(share) : t('footage.link.cardBare')}
              at={share.pin === null ? share.shared.happenedAt : null}
              previewUrl={share.pin === null && share.picture ? share.shared.previewUrl : null}
            />
          )}
          <p className={styles.soft}>
            {t('footage.shareUntil')} <TimeText at={share.expiresAt} exact />
          </p>
          {revoke.isError && <ErrorNotice error={revoke.error} />}
          <div className={sheetActionsClass}>
            <CopyLine text={url} label={t('footage.copyLink')} />
            {share.pin !== null && <CopyLine text={share.pin} label={t('footage.link.copyPin')} />}
            <Button
              kind="dangerPlain"
              busy={revoke.isPending && t('footage.revoking')}
              onClick={() => revoke.mutate(share.id)}
            >
              {t('footage.revoke')}
            </Button>
            <Button onClick={onClose}>{t('footage.done')}</Button>
          </div>
        </>
      ) : (
        <>
          <div className={styles.choice}>
            <Choice
              label={t('footage.shareFor')}
              value={hours}
              options={HOURS.map((value) => ({ value, label: t(`footage.hours.${value}`) }))}
              onChange={setHours}
            />
          </div>
          <LinkSettings settings={settings} onChange={setSettings} />
          {create.isError && <ErrorNotice error={create.error} />}
          <div className={sheetActionsClass}>
            <Button
              kind="primary"
              disabled={!isSettled(settings)}
              busy={create.isPending && t('footage.sharing')}
              onClick={() => create.mutate()}
            >
              {t('footage.createLink')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </div>
        </>
      )}
    </Sheet>
  );
}
