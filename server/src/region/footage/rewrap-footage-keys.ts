import { type Rewrapped, rewrapped } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { keyPlace } from './footage-key.ts';
import { idInName, KEYS } from './key-names.ts';

/** Wraps the keys of (owner, device) anew, in both copies of the key store. */
export async function rewrapFootageKeys({
  keys,
  secrets,
}: Pick<RegionContext, 'keys' | 'secrets'>): Promise<Rewrapped> {
  const done = { rewrapped: 0, unreadable: 0 };
  await keys.replaceAll(KEYS, (name, wrapped) => {
    if (wrapped.startsWith(secrets.wrappedBy)) return undefined;
    const anew = rewrapped(secrets, wrapped, keyPlace(idInName(name)));
    if (anew === undefined) done.unreadable += 1;
    else done.rewrapped += 1;
    return anew;
  });
  return done;
}
