import { HashingProcess } from '../secrets/hashing-process.ts';
import type { Passwords } from '../secrets/passwords.ts';
import type { Lanes } from './create-sign-in.ts';
import { Lane } from './lane.ts';

/** How far behind the server, as `nice` counts: beside a server that uses all cores a hash of theirs takes a second. */
const STRANGERS = 5;
const KNOWN = 0;

/** A process for each, closed with the stack. `given`: hash in their place, for tests. */
export function openLanes(stack: AsyncDisposableStack, given: Passwords | undefined): Lanes {
  const open = (behind: number): Lane => {
    if (given) return new Lane(given);
    const hashing = new HashingProcess(behind);
    stack.defer(() => hashing.close());
    return new Lane(hashing);
  };
  return { strangers: open(STRANGERS), known: open(KNOWN) };
}
