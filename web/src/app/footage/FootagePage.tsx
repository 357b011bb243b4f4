import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { serverNow } from '../../api/clock.ts';
import { Page } from '../frame/Page.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { DayFootage } from './DayFootage.tsx';
import { DayBar } from './day/DayBar.tsx';
import { dayOf } from './day/days.ts';
import { FootageState } from './FootageState.tsx';
import type { FootageSearch } from './footage-search.ts';
import { listedDevice } from './listed-device.ts';
import { preparePlayer } from './player/prepare-player.ts';
import { useText } from './texts/index.ts';

const route = getRouteApi('/signed-in/devices/$deviceId/footage');

// With this page, which the app fetches while nothing else goes on, comes what plays.
preparePlayer();

/** A camera's footage, by day. What is shown stands in the address, so that it can be left and come back to. */
export function FootagePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const device = useQuery({ ...queries.device(deviceId), placeholderData: () => listedDevice(client, deviceId) });
  const today = dayOf(serverNow());
  const day = search.day ?? today;
  const show = (next: FootageSearch) => void navigate({ search: next, resetScroll: false });
  return (
    <Page
      title={device.data ? t('footage.titleOf', { name: device.data.name }) : t('footage.title')}
      back={{ to: '/devices/$deviceId', params: { deviceId } }}
    >
      <Loaded query={device} what={t('footage.title')} rows={3}>
        {(loaded) => (
          <>
            <FootageState device={loaded} />
            <DayBar
              {...{ deviceId, day, today }}
              onChoose={(chosen) => show(chosen === today ? {} : { day: chosen })}
            />
            <DayFootage key={day} {...{ device: loaded, day, today, search, show }} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
