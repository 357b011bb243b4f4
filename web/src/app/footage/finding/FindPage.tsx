import { type EventId, MOST_EXPORTED, type OwnerDevice } from '@kaitong/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../../../ui/Icon.tsx';
import { Page } from '../../frame/Page.tsx';
import { Button } from '../../parts/Button.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { More } from '../../parts/More.tsx';
import { queries } from '../../queries.ts';
import { Downloads } from '../downloads/Downloads.tsx';
import { asReadBy } from '../events/as-read-by.ts';
import rows from '../events/EventRow.module.css';
import { EventRow, SelectRow } from '../events/EventRow.tsx';
import { useText } from '../texts/index.ts';
import { FindFilter } from './FindFilter.tsx';
import styles from './FindPage.module.css';
import { foundEvents } from './find-query.ts';
import { Selection } from './Selection.tsx';

const route = getRouteApi('/signed-in/find');

/** What happened at all cameras, by camera, kind, days and what was made a favourite. What is looked for stands in the address. */
export function FindPage() {
  const t = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const devices = useInfiniteQuery(queries.devices());
  const shared = useQuery(queries.sharedCameras());
  const own = devices.data?.pages.flatMap(({ items, former }) => [...items, ...former]) ?? [];
  const cameras: OwnerDevice[] = [...own, ...(shared.data ?? [])];
  const byId = new Map(cameras.map((camera) => [camera.deviceId, camera]));
  const found = useInfiniteQuery(foundEvents(search));
  const [selected, select] = useState<ReadonlySet<EventId>>();
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <Page
      title={t('footage.finding.title')}
      back={{ to: '/' }}
      action={
        !selected &&
        found.data?.pages.some(({ items }) => items.length > 0) && (
          <Button onClick={() => select(new Set())}>{t('footage.selecting.title')}</Button>
        )
      }
    >
      <FindFilter
        {...{ search, cameras }}
        onChange={(next) => {
          select(undefined);
          void navigate({ search: next, replace: true, resetScroll: false });
        }}
      />
      <Loaded query={found} what={t('footage.events')}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0 && !found.hasNextPage)
            return (
              <Empty
                picture={<Icon name="search" size={72} />}
                title={t(isNarrowed ? 'footage.finding.none' : 'footage.finding.noneYet')}
                text={t(isNarrowed ? 'footage.finding.noneText' : 'footage.newestEmpty')}
              />
            );
          return (
            <>
              {selected && (
                <label className={styles.all}>
                  <input
                    type="checkbox"
                    checked={selected.size > 0 && selected.size >= Math.min(events.length, MOST_EXPORTED)}
                    onChange={({ target: { checked } }) =>
                      select(new Set(checked ? events.slice(0, MOST_EXPORTED).map(({ eventId }) => eventId) : []))
                    }
                  />
                  {t('footage.selecting.all')}
                </label>
              )}
              <ul className={rows.rows}>
                {events.map((event) => {
                  const { eventId, deviceId } = event;
                  const camera = byId.get(deviceId);
                  const row = { event: asReadBy(camera, event), camera: camera?.name ?? deviceId };
                  return (
                    <li key={eventId}>
                      {selected ? (
                        <SelectRow
                          {...row}
                          checked={selected.has(eventId)}
                          disabled={selected.size >= MOST_EXPORTED && !selected.has(eventId)}
                          onChange={(checked) => {
                            const next = new Set(selected);
                            if (checked) next.add(eventId);
                            else next.delete(eventId);
                            select(next);
                          }}
                        />
                      ) : (
                        <EventRow {...row} />
                      )}
                    </li>
                  );
                })}
              </ul>
              <More query={found} />
              {selected && (
                <Selection
                  selected={events.filter(({ eventId }) => selected.has(eventId))}
                  cameras={byId}
                  onDone={() => select(undefined)}
                />
              )}
            </>
          );
        }}
      </Loaded>
      <Downloads kind="export" />
    </Page>
  );
}
