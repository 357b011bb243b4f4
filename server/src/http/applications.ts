import { ApplicationId, applicationEventsPath, type applications, type controlPlane, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { rightsOf } from '../control/accounts/hear-rights.ts';
import { findOpener } from '../control/accounts/openers.ts';
import { cancelApplication } from '../control/applications/cancel-application.ts';
import { createApplication } from '../control/applications/create-application.ts';
import { isApplicationOf } from '../control/applications/find-application-of.ts';
import { getFootage } from '../control/applications/get-footage.ts';
import { getApplication, listApplications } from '../control/applications/list-applications.ts';
import { progressTopic } from '../control/applications/progress.ts';
import { repeatPreflight } from '../control/applications/repeat-preflight.ts';
import { reportRuns } from '../control/applications/take-many-reports.ts';
import { reportRun } from '../control/applications/take-reports.ts';
import { settleClaims } from '../control/claims/settle-claims.ts';
import { reportConformance } from '../control/conformance/take-reports.ts';
import type { ControlContext } from '../control/context.ts';
import { getImagePart } from '../control/firmware/image-parts.ts';
import { findLicence } from '../control/regions/find-licence.ts';
import { sendAgain } from '../control/regions/send-again.ts';
import { reportSoak } from '../control/soak/take-reports.ts';
import { follow } from '../store/follow-topic.ts';
import type { Authenticators, Handlers } from './kit/mount.ts';
import { progressLimits } from './progress-limits.ts';
import { mountStream, type StreamEvent } from './sse.ts';

export const applicationHandlers = (context: ControlContext): Handlers<typeof applications> => ({
  createApplication: (caller, input) => createApplication(context, caller, input),
  listApplications: (caller, input) => listApplications(context, caller, input),
  getApplication: (caller, input) => getApplication(context, caller, input),
  cancelApplication: (caller, input) => cancelApplication(context, caller, input),
  repeatPreflight: (caller, input) => repeatPreflight(context, caller, input),
  getFootage: (caller, input) => getFootage(context, caller, input),
});

export const controlPlaneHandlers = (context: ControlContext): Handlers<typeof controlPlane> => ({
  isControlThere: async () => ({}),
  sendAgain: (caller, input) => sendAgain(context, caller, input),
  settleClaims: (caller, input) => settleClaims(context, caller, input),
  findOpener: (_caller, input) => findOpener(context, input),
  findLicence: (_caller, input) => findLicence(context, input),
  getImagePart: (_caller, input) => getImagePart(context, input),
  reportRun: (caller, input) => reportRun(context, caller, input),
  reportRuns: (caller, input) => reportRuns(context, caller, input),
  reportConformance: (caller, input) => reportConformance(context, caller, input),
  reportSoak: (caller, input) => reportSoak(context, caller, input),
});

/** An application's progress as server-sent events, from the first or from `Last-Event-ID` on. */
export function mountApplicationEvents(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  mountStream(app, {
    path: applicationEventsPath(':id'),
    caller: 'maker',
    operation: 'getApplication',
    authenticate,
    rights: rightsOf(context),
    limits: progressLimits,
    async open(caller, params) {
      const id = ApplicationId.safeParse(params.id).data;
      if (!id || !(await isApplicationOf(context.db, caller, id))) return refusal('not_found');
      return (after, signal) => progressEvents(context, id, after, signal);
    },
  });
}

async function* progressEvents(
  context: ControlContext,
  id: ApplicationId,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent[]> {
  for await (const page of follow<object>(context.db, context.notifications, progressTopic(id), after, signal))
    yield page.map(({ seq, data }) => ({ id: seq, data: { seq, progress: data } }));
}
