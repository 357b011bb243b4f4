import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useText } from '../texts/index.ts';
import { Button } from './Button.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

type Props = {
  query: Pick<
    UseInfiniteQueryResult,
    'error' | 'fetchNextPage' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'
  >;
};

/** Below a list that is read page by page: the way to the rest, and why it did not come. */
export function More({
  query: { error, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError },
}: Props) {
  const t = useText();
  if (!hasNextPage) return null;
  return (
    <>
      {isFetchNextPageError && <ErrorNotice error={error} />}
      <Button busy={isFetchingNextPage && t('common.reading')} onClick={() => void fetchNextPage()}>
        {t('common.more')}
      </Button>
    </>
  );
}
