import { ProblemError, problems } from '@kaitong/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { Missing } from '../frame/Missing.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Skeleton } from './Skeleton.tsx';

type Props<T> = {
  query: Pick<UseQueryResult<T>, 'data' | 'isError' | 'error' | 'refetch'> & { isFetchNextPageError?: boolean };
  /** What is being read, for those who do not see the bones. */
  what: string;
  rows?: number;
  children: (data: T) => ReactNode;
};

/**
 * What a query brought: bones before, the error when it failed, and a way to try again where that may help. What was
 * read before stays in view during an outage, which the frame tells, but not once the thing is gone. That a list could
 * not be read on stands below it.
 */
export function Loaded<T>({ query, what, rows = 3, children }: Props<T>) {
  const { data, error, isError, refetch } = query;
  if (data === undefined && !isError) return <Skeleton what={what} rows={rows} />;
  // An id that cannot be one names nothing: no field is wrong here.
  if (data === undefined && codeOf(error) === 'input_invalid') return <Missing />;
  const isGone = codeOf(error) === 'not_found';
  const isFinal = error instanceof ProblemError && !problems[error.problem.code].retry;
  const tells = isError && query.isFetchNextPageError !== true && (data === undefined || error instanceof ProblemError);
  return (
    <>
      {tells && <ErrorNotice error={error} {...(isFinal ? {} : { onRetry: () => void refetch() })} />}
      {data !== undefined && !isGone && children(data)}
    </>
  );
}
