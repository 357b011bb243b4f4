import { createClient, installation } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { send } from '../calls/send.ts';

const api = createClient(installation, send);

/** What is the same for as long as the server runs. */
export const installationQuery = () =>
  queryOptions({
    queryKey: ['installation'],
    queryFn: () => api.getInstallation({}),
    staleTime: Number.POSITIVE_INFINITY,
  });
