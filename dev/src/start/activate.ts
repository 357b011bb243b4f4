import { fetchSend, readEvents } from '@kaitong/client';
import { applicationEventsPath, control, createClient, ProblemError } from '@kaitong/contract';

/**
 * Activates the product of one demonstration camera by a real run, unless it is activated already. The camera waves at
 * itself once it has the grant.
 */
export async function activateInBackground(url: string, apiKey: string, deviceId: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = createClient(control, fetchSend(url, { headers }));
  try {
    const { id } = await client.createApplication({ body: { deviceId } });
    for await (const { progress } of readEvents(url + applicationEventsPath(id), { headers }))
      if (progress.type === 'application.ended') return progress.state === 'approved';
    return false;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code === 'pid_already_activated';
    throw error;
  }
}
