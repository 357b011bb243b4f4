/** What a start is at, for whoever waits at the terminal: each step once, and a sign of life at least every 2 s. */
export type Progress = { step(text: string): void; end(): void };

const SIGN_OF_LIFE_MS = 1500;

export function showProgress(out: NodeJS.WritableStream): Progress {
  let timer: NodeJS.Timeout | undefined;
  const started = performance.now();
  let current = '';
  const say = (text: string): void => {
    const elapsed = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
    out.write(`${elapsed} s  ${text}\n`);
  };
  return {
    step(text) {
      clearInterval(timer);
      current = text;
      say(text);
      timer = setInterval(() => say(`${current} …`), SIGN_OF_LIFE_MS);
    },
    end() {
      clearInterval(timer);
    },
  };
}
