import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { TextLink } from '../frame/TextLink.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** From a refused application to the one that stood in its way: the running one of the same device or product. */
export function RunningLink({ refusedId }: { refusedId: string }) {
  const t = useText();
  const refused = useQuery(queries.application(refusedId)).data;
  const running = useInfiniteQuery(queries.applications({ state: 'verifying' })).data;
  const found = running?.pages
    .flatMap((page) => page.items)
    .find((one) => one.deviceId === refused?.deviceId || (one.pid !== null && one.pid === refused?.pid));
  if (!found) return null;
  return (
    <TextLink to="/my/services/video-cloud-storage/add" search={{ application: found.id }}>
      {t('wizard.openRunning')}
    </TextLink>
  );
}
