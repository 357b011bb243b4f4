import { mayCall, type RoledOperation } from '@kaitong/contract';
import { useSession } from '../../desk/session/session.ts';

/** Whether whoever is signed in may do something at all, in their role in the account; the server decides the same way. */
export function useMay(): (operation: RoledOperation) => boolean {
  const { role } = useSession().account;
  return (operation) => mayCall(operation, role);
}
