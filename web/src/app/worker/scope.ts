/** What a service worker has beside what pages have; the compiler's own list of it excludes that of pages. */
export type WorkerScope = {
  registration: ServiceWorkerRegistration;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(name: Name, listener: (event: WorkerEvents[Name]) => void): void;
};

export type WindowClient = {
  url: string;
  focus(): Promise<WindowClient>;
  postMessage(message: unknown): void;
};

type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
export type FetchEvent = Extendable & { request: Request; respondWith(answer: Promise<Response>): void };

type WorkerEvents = {
  install: Extendable;
  activate: Extendable;
  push: Extendable & { data: { json(): unknown } | null };
  notificationclick: Extendable & { notification: Notification };
  fetch: FetchEvent;
  message: Extendable & MessageEvent<unknown>;
};

export const scope = self as unknown as WorkerScope;
