import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Page } from '../frame/Page.tsx';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { Paired } from './Paired.tsx';
import { PairingCode } from './PairingCode.tsx';
import { setPairingRefused } from './pairing-refused.ts';
import { findPaired, offerQuery } from './pairing-token.ts';
import { Refused } from './Refused.tsx';
import { TakeOver } from './TakeOver.tsx';

/** Shows a one-time code to a camera, and the camera as soon as it has paired. */
export function AddPage() {
  const t = useText();
  const client = useQueryClient();
  const [handOverCode, setHandOverCode] = useState<string | null>(null);
  const offer = useQuery(offerQuery(handOverCode));
  const devices = useInfiniteQuery(queries.devices());
  const paired = offer.data && devices.data && findPaired(offer.data, devices.data.pages[0]?.items ?? []);
  const isUsed = paired !== undefined;
  useEffect(
    () => () => {
      // A code that was used is worth nothing at the next visit.
      if (isUsed) client.removeQueries({ queryKey: offerQuery(handOverCode).queryKey });
    },
    [client, isUsed, handOverCode],
  );
  useEffect(() => setPairingRefused(client, null), [client]);
  const renew = () => {
    setPairingRefused(client, null);
    void offer.refetch();
  };
  const takeCode = (code: string | null) => {
    setPairingRefused(client, null);
    setHandOverCode(code);
  };
  return (
    <Page title={t('pairing.title')} back={{ to: '/' }}>
      {paired ? (
        <Paired device={paired} onAnother={renew} />
      ) : (
        <>
          <Refused />
          <Loaded query={offer} what={t('pairing.code')} rows={2}>
            {({ text, expiresAt }) => <PairingCode key={text} text={text} expiresAt={expiresAt} onRenew={renew} />}
          </Loaded>
          <TakeOver code={handOverCode} onCode={takeCode} />
          <Group>
            <Link to="/add/push" className={linkRowClass}>
              <LinkRow icon="share" title={t('pairing.push')} text={t('pairing.pushText')} />
            </Link>
          </Group>
        </>
      )}
    </Page>
  );
}
