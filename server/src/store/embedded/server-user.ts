import * as fs from 'node:fs';

/** For `spawn`: as whom PostgreSQL runs. Empty: as this process. */
export type ServerUser = { uid?: number; gid?: number };

const NOBODY = 65534;

/** PostgreSQL refuses to run as root, so a program that is root runs it as nobody. */
export function serverUser(): ServerUser {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

export function giveTo(user: ServerUser, file: string): void {
  if (user.uid !== undefined && user.gid !== undefined) fs.chownSync(file, user.uid, user.gid);
}
