import type { DeviceId, HouseholdRight } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { useText as useAppText } from '../texts/index.ts';
import { ChooseRights, type Chosen, camerasOf } from './ChooseRights.tsx';
import { useText } from './texts/index.ts';

type Cameras = { deviceId: DeviceId; rights: HouseholdRight[] }[];
type Props = {
  initial: Chosen;
  submit: string;
  busy: string | false;
  error: Error | null;
  onSubmit: (cameras: Cameras) => void;
  onClose: () => void;
};

/** In a sheet: which of the owner's cameras may be used, and for what. */
export function RightsForm({ initial, submit, busy, error, onSubmit, onClose }: Props) {
  const t = useText();
  const app = useAppText();
  const devices = useInfiniteQuery(queries.devices());
  const [chosen, setChosen] = useState(initial);
  const [tried, setTried] = useState(false);
  const cameras = camerasOf(chosen);
  return (
    <Loaded query={devices} what={t('camera')}>
      {({ pages }) => {
        const own = pages.flatMap(({ items }) => items);
        if (own.length === 0)
          return (
            <>
              <p>{t('noCameras')}</p>
              <div className={sheetActionsClass}>
                <Link to="/add" className={buttonClass('primary')}>
                  {t('addCamera')}
                </Link>
                <Button onClick={onClose}>{app('common.cancel')}</Button>
              </div>
            </>
          );
        return (
          <>
            <ChooseRights cameras={own} chosen={chosen} onChange={setChosen} />
            <More query={devices} />
            {tried && cameras.length === 0 && <Callout tone="refused" title={t('choose')} role="alert" />}
            {error && <ErrorNotice error={error} />}
            <div className={sheetActionsClass}>
              <Button
                kind="primary"
                busy={busy}
                onClick={() => {
                  setTried(true);
                  if (cameras.length > 0) onSubmit(cameras);
                }}
              >
                {submit}
              </Button>
              <Button onClick={onClose}>{app('common.cancel')}</Button>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
