import type { IncomingMessage } from 'node:http';

type Noted = { certificates: readonly Uint8Array[]; from: string };

const noted = new WeakMap<object, Noted>();
const NONE: readonly Uint8Array[] = [];

/** What was shown with a request, and the address that it came from, as the listener found that took it. */
export function noteShown(request: IncomingMessage, shown: Noted): void {
  noted.set(request, shown);
}

export const shownOn = (request: object): readonly Uint8Array[] => noted.get(request)?.certificates ?? NONE;

/** `undefined`: it came through the usual door, which knows by itself. */
export const shownFrom = (request: object): string | undefined => noted.get(request)?.from;
