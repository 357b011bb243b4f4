type Patience = {
  /** So long nothing has come. */
  quietMs: number;
  /** Then at the latest: on some pages something comes all the time. */
  latestMs: number;
};

/** Acts once a page has loaded nothing for a while, until the returned function is called. */
export function whenQuiet(act: () => void, { quietMs, latestMs }: Patience): () => void {
  let quiet = setTimeout(go, quietMs);
  const latest = setTimeout(go, latestMs);
  const observer = new PerformanceObserver(() => {
    clearTimeout(quiet);
    quiet = setTimeout(go, quietMs);
  });
  observer.observe({ type: 'resource' });
  function stop(): void {
    clearTimeout(quiet);
    clearTimeout(latest);
    observer.disconnect();
  }
  function go(): void {
    stop();
    act();
  }
  return stop;
}
