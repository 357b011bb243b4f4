/**
 * Says when this page goes where it must hold nothing that others wait for, and when it is back: the browser keeps it for going
 * back to, or has frozen it. A page that still holds a lock, a channel or a stream then is not even kept (Chromium), or keeps
 * what it holds from all others.
 */
export function whenAway(tell: (isAway: boolean) => void, signal?: AbortSignal): void {
  let away = false;
  const say = (now: boolean) => (): void => {
    if (now === away) return;
    away = now;
    tell(now);
  };
  // Not every browser says both of what it keeps that it is frozen.
  const options = signal && { signal };
  window.addEventListener('pagehide', say(true), options);
  document.addEventListener('freeze', say(true), options);
  document.addEventListener('resume', say(false), options);
  window.addEventListener('pageshow', say(false), options);
}
