import { type Access, mayCall, mayOn, type RoledOperation } from '@kaitong/contract';
import { useSession } from '../../desk/session/session.ts';

/**
 * Whether whoever is signed in may do something in their role in the account, and with a product to which the account has this
 * access; the server decides the same way.
 */
export function useMay(): (operation: RoledOperation, access?: Access) => boolean {
  const { role } = useSession().account;
  return (operation, access) => mayCall(operation, role) && (access === undefined || mayOn(operation, access));
}
