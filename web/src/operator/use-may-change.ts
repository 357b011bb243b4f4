import { useSession } from '../desk/session/session.ts';

/** Only administrators of an operator's account change anything; others look. */
export function useMayChange(): boolean {
  const session = useSession();
  return session.account.role === 'administrator';
}
