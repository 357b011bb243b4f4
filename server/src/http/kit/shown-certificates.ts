import type { IncomingMessage } from 'node:http';

const shown = new WeakMap<object, readonly Uint8Array[]>();
const NONE: readonly Uint8Array[] = [];

/** What was shown with a request, as the listener found that took it. */
export function noteShown(request: IncomingMessage, certificates: readonly Uint8Array[]): void {
  shown.set(request, certificates);
}

export const shownOn = (request: object): readonly Uint8Array[] => shown.get(request) ?? NONE;
