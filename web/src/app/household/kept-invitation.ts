import { place } from '../place.ts';

const KEY = `kaitong.invitation.${place.region}`;

/** Where storage is blocked it lasts until the page is closed. */
let kept: string | null = null;

/** Takes an invitation's token out of the address, where a sign-in would pass it on to the server in its own. */
export function keepInvitation(token: string): void {
  kept = token;
  store((storage) => storage.setItem(KEY, token));
}

export function findInvitation(): string | null {
  store((storage) => {
    kept = storage.getItem(KEY);
  });
  return kept;
}

export function forgetInvitation(): void {
  kept = null;
  store((storage) => storage.removeItem(KEY));
}

function store(use: (storage: Storage) => void): void {
  try {
    use(sessionStorage);
  } catch {
    return;
  }
}
