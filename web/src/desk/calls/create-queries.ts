import { ProblemError, problems } from '@kaitong/contract';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { codeOf } from '../../api/code-of.ts';

/** An outage may pass; a refusal stays, unless the catalogue says that the same request may succeed later. */
export function mayRetry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ProblemError) || (problems[error.problem.code].retry && error.problem.status >= 500);
}

/** `onSignedOut` runs when any call says that the session is over. */
export function createQueries(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (codeOf(error) === 'not_signed_in') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: mayRetry, staleTime: 5_000 } },
  });
}
