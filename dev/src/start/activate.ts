import { fetchSend, readEvents } from '@kaitong/client';
import { applicationEventsPath, type Client, control, createClient, ProblemError } from '@kaitong/contract';

/**
 * Activates the product of one demonstration camera by a real run, unless it is activated already. The camera waves at
 * itself once it has the grant.
 */
export async function activateInBackground(url: string, apiKey: string, deviceId: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const client = createClient(control, fetchSend(url, { headers }));
  if (await isActivated(client, deviceId)) return true;
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

/** Asked before anything is submitted: each start would leave a refused application in the list, which nobody had made. */
async function isActivated(client: Client<typeof control>, search: string): Promise<boolean> {
  const [device] = (await client.listDevices({ query: { search } })).items;
  if (!device) return false;
  const { items } = await client.listServiceItems({ query: { search: device.pid } });
  return items.some(({ pid }) => pid === device.pid);
}
