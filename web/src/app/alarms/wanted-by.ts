const KEY = 'kaitong.alarms';

/** Remembers in this browser who wants alarms at it: whoever is signed in at it next did not ask for them. */
export function rememberWanted(ownerId: string): void {
  try {
    localStorage.setItem(KEY, ownerId);
  } catch {
    // Whoever lets pages keep nothing has no worker either.
  }
}

export function areWantedBy(ownerId: string): boolean {
  try {
    return localStorage.getItem(KEY) === ownerId;
  } catch {
    return false;
  }
}
