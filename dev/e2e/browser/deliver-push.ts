import type { CDPSession } from 'playwright-core';

export type Delivery = { origin: string /** Of the app's worker. */; scope: string; data: string };

/**
 * Hands a push to a worker that does not run, as a browser does with the app closed; resolves when what it shows stands there.
 * Whoever asked Chromium for notifications before that would take the new one out of its list.
 */
export async function deliverPush(cdp: CDPSession, { origin, scope, data }: Delivery): Promise<void> {
  const registrationId = await registrationOf(cdp, scope);
  await stopWorkers(cdp);
  const service = 'notifications';
  await cdp.send('BackgroundService.clearEvents', { service }); // else they are told again
  await cdp.send('BackgroundService.startObserving', { service });
  await cdp.send('BackgroundService.setRecording', { service, shouldRecord: true });
  const displayed = new Promise<void>((done) => {
    cdp.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: { eventName } }) => {
      if (eventName === 'Notification displayed') done();
    });
  });
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  await displayed;
}

/** What workers there are is told to whoever begins to listen. */
async function registrationOf(cdp: CDPSession, scope: string): Promise<string> {
  const found = new Promise<string>((done) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === scope);
      if (own) done(own.registrationId);
    });
  });
  await cdp.send('ServiceWorker.disable');
  await cdp.send('ServiceWorker.enable');
  return await found;
}

/** A push that comes while a worker is being stopped is lost with it. */
async function stopWorkers(cdp: CDPSession): Promise<void> {
  const running = new Map<string, boolean>();
  const stopped = new Promise<void>((done) => {
    cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { versionId, runningStatus } of versions) running.set(versionId, runningStatus !== 'stopped');
      if (running.size > 0 && ![...running.values()].includes(true)) done();
    });
  });
  await cdp.send('ServiceWorker.stopAllWorkers');
  await cdp.send('ServiceWorker.disable');
  await cdp.send('ServiceWorker.enable'); // where none ran, nothing changes: how it stands is told anew
  await stopped;
}
