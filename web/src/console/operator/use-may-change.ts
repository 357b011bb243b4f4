import { useSuspenseQuery } from '@tanstack/react-query';
import { queries } from '../queries.ts';

/** Only administrators of an operator's account change anything; others look. */
export function useMayChange(): boolean {
  const { data: session } = useSuspenseQuery(queries.session());
  return session.account.role === 'administrator';
}
