import { accounts, createClient } from '@kaitong/contract';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { send } from '../calls/send.ts';

/** The calls about sessions and passwords, the same for makers and operators. */
export const accountsApi = createClient(accounts, send);

/** Who is signed in, into which account and in which role. */
export const sessionQuery = () =>
  queryOptions({ queryKey: ['session'], queryFn: () => accountsApi.getSession({}), staleTime: 60_000 });

/** The session of a page behind the sign-in, which has read it before. */
export const useSession = () => useSuspenseQuery(sessionQuery()).data;
