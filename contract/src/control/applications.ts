import { z } from 'zod';
import { Application, DeviceIdTyped } from '../activation/application.ts';
import { APPLICATION_STATES } from '../activation/steps.ts';
import { ApplicationId, Instant, ReleaseId } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';

/** `not_refused`: all but those that a check refused, of which nothing came. */
export const ApplicationFilter = z.enum([...APPLICATION_STATES, 'not_refused']);
export type ApplicationFilter = z.output<typeof ApplicationFilter>;

const id = z.object({ id: ApplicationId });

/** Where an application's server-sent events are; `Last-Event-ID` resumes after that number. */
export const applicationEventsPath = (applicationId: string): string => `/api/v1/applications/${applicationId}/events`;

export const applications = {
  createApplication: op({
    method: 'POST',
    path: '/api/v1/applications',
    summary: 'Submit a sample device: checks it and starts the run',
    caller: 'maker',
    body: z.object({
      deviceId: DeviceIdTyped,
      acceptOlderFirmware: z.boolean().default(false),
      /** Verifies this release of an activated product: waits up to a day for an event of a tester's camera that runs it. */
      releaseId: ReleaseId.optional(),
    }),
    reply: Application,
    status: 201,
  }),
  listApplications: op({
    method: 'GET',
    path: '/api/v1/applications',
    summary: 'Every device id ever submitted, newest first',
    caller: 'maker',
    query: z.object({ ...pageQuery, state: ApplicationFilter.optional(), search: z.string().max(64).optional() }),
    reply: page(Application),
  }),
  getApplication: op({
    method: 'GET',
    path: '/api/v1/applications/:id',
    summary: 'One application',
    caller: 'maker',
    params: id,
    reply: Application,
  }),
  cancelApplication: op({
    method: 'POST',
    path: '/api/v1/applications/:id/cancel',
    summary: 'Cancel a running application',
    caller: 'maker',
    params: id,
    reply: Application,
  }),
  repeatPreflight: op({
    method: 'POST',
    path: '/api/v1/applications/:id/preflight',
    summary: 'Test the way up again, after a test that failed; no run of its own. While one goes on it stays with that',
    caller: 'maker',
    params: id,
    reply: z.object({
      /** Which test of this application goes on now, from 1. */
      test: z.int().positive(),
    }),
  }),
  getFootage: op({
    method: 'GET',
    path: '/api/v1/applications/:id/footage',
    summary: 'Short-lived addresses of the snapshot and the playable clip, under the privacy rule; audited',
    caller: 'maker',
    params: id,
    reply: z.object({ snapshotUrl: z.string().nullable(), playlistUrl: z.string().nullable(), expiresAt: Instant }),
  }),
};
