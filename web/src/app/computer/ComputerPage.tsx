import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../frame/Page.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { KeptCamera } from './kept-camera.ts';
import { ObstacleNote } from './notes.tsx';
import { findObstacle } from './obstacles.ts';
import { PairThis } from './PairThis.tsx';
import { RunningCamera } from './RunningCamera.tsx';
import { useText } from './texts/index.ts';

/** This computer’s camera as a paired device, for as long as the page is open. */
export function ComputerPage() {
  const t = useText();
  const owner = useQuery(queries.owner());
  const obstacle = useQuery({
    queryKey: ['computer-camera', 'obstacle'],
    queryFn: async () => ({ found: await findObstacle() }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page title={t('title')} back={{ to: '/me' }}>
      <Loaded query={obstacle} what={t('title')} rows={1}>
        {({ found }) =>
          found ? (
            <ObstacleNote obstacle={found} />
          ) : (
            <Loaded query={owner} what={t('title')} rows={1}>
              {({ id }) => <Camera key={id} kept={new KeptCamera(id)} />}
            </Loaded>
          )
        }
      </Loaded>
    </Page>
  );
}

function Camera({ kept }: { kept: KeptCamera }) {
  const [camera, setCamera] = useState(() => {
    const credentials = kept.credentials();
    return credentials && { credentials, kept };
  });
  if (!camera)
    return (
      <PairThis
        onPaired={(credentials) => {
          kept.keepCredentials(credentials);
          setCamera({ credentials, kept });
        }}
      />
    );
  return <RunningCamera key={camera.credentials.deviceId} {...camera} onForgotten={() => setCamera(undefined)} />;
}
