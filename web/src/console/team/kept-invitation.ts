const KEY = 'kaitong.invitation';

/** Keeps an invitation's token in this tab while its reader signs in; null: it is done with. */
export function keepInvitation(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}

export const keptInvitation = (): string | null => sessionStorage.getItem(KEY);
