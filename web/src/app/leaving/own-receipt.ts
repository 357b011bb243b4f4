import { api } from '../api.ts';

const KEY = 'kaitong.deletion';

/** Where storage is blocked it lasts until the page is closed. */
let kept: string | null = null;

/**
 * The token of the receipt that a deletion from this tab gives, whether its answer comes or not: the same until its receipt
 * is there.
 */
export function ownReceiptToken(): string {
  const token = find() ?? newToken();
  kept = token;
  store((storage) => storage.setItem(KEY, token));
  return token;
}

export function forgetOwnReceipt(): void {
  kept = null;
  store((storage) => storage.removeItem(KEY));
}

/** Of whoever is signed out now: whether it was by deleting the account here. The token opens its receipt, and is said once. */
export async function takeOwnReceipt(): Promise<string | undefined> {
  const token = find();
  if (token === null) return undefined;
  const isThere = await api.getDeletionReceipt({ body: { token } }).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  forgetOwnReceipt();
  return token;
}

function find(): string | null {
  store((storage) => {
    kept = storage.getItem(KEY);
  });
  return kept;
}

function store(use: (storage: Storage) => void): void {
  try {
    use(sessionStorage);
  } catch {
    return;
  }
}

/** 256 bits. */
const newToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
