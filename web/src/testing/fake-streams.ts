import { vi } from 'vitest';

/** A stream that is open and silent until a test tells something. */
export class FakeEventSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly url: string;
  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    this.url = url;
    queueMicrotask(() => {
      if (this.readyState === FakeEventSource.CLOSED) return;
      this.readyState = FakeEventSource.OPEN;
      this.onopen?.();
    });
  }

  tell(event: object): void {
    if (this.readyState === FakeEventSource.OPEN) this.onmessage?.({ data: JSON.stringify(event) });
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

/** Pages get such streams; each is handed to `onOpen` when it is opened. */
export function stubEventSource(onOpen: (source: FakeEventSource) => void): void {
  vi.stubGlobal(
    'EventSource',
    class extends FakeEventSource {
      constructor(url: string) {
        super(url);
        onOpen(this);
      }
    },
  );
}

/** Streams that are read over `fetch`: like the server's, each begins with everything that was told before. */
export function fakeStreams() {
  const told = new Map<string, string[]>();
  const readers = new Map<string, ReadableStreamDefaultController<Uint8Array>[]>();
  const bytes = new TextEncoder();
  return {
    open(path: string, { signal }: Request): Response {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const line of told.get(path) ?? []) controller.enqueue(bytes.encode(line));
          readers.set(path, [...(readers.get(path) ?? []), controller]);
          signal.addEventListener('abort', () => {
            readers.set(
              path,
              (readers.get(path) ?? []).filter((one) => one !== controller),
            );
            controller.error(signal.reason);
          });
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
    count: (path: string): number => readers.get(path)?.length ?? 0,
    tell(path: string, event: object): void {
      const line = `data: ${JSON.stringify(event)}\n\n`;
      told.set(path, [...(told.get(path) ?? []), line]);
      for (const reader of readers.get(path) ?? []) reader.enqueue(bytes.encode(line));
    },
  };
}
