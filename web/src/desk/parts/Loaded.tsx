import { ProblemError, problems } from '@kaitong/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Waiting } from './Waiting.tsx';

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a query brought: a skeleton before, the error when it failed, and a way to try again where that may help. */
export function Loaded<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    const { error } = query;
    const isFinal = error instanceof ProblemError && !problems[error.problem.code].retry;
    return <ErrorNotice error={error} reading {...(isFinal ? {} : { onRetry: () => void query.refetch() })} />;
  }
  return <Waiting />;
}
