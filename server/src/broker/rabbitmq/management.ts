import { type Duration, seconds } from '@kaitong/contract';
import { z } from 'zod';
import type { RabbitSettings } from './settings.ts';

const PATIENCE = seconds(5);
const Node = z.object({ running: z.boolean(), uptime: z.number().optional() });

export type Management = {
  /** Ends all connections of a user, on whichever node. @returns `false`: it had none */
  close(user: string, reason: string): Promise<boolean>;
  /** Whether a node runs, and since when where it says so: without metrics, and in the moments after another died, none does. */
  findNode(node: string): Promise<{ isRunning: boolean; since: number | undefined }>;
};

/** The management API of a cluster: that of any node answers for all. @throws where none does */
export function openManagement({ apis, user, password }: RabbitSettings): Management {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  let first = 0;

  async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
    let failed: unknown;
    for (let n = 0; n < apis.length; n++) {
      const at = (first + n) % apis.length;
      try {
        const response = await fetch(`${apis[at]}/api${path}`, {
          ...{
            method,
            headers: { authorization, ...headers },
            signal: AbortSignal.timeout(PATIENCE satisfies Duration),
          },
        });
        if (response.status >= 500) throw new Error(`RabbitMQ answers ${method} with ${response.status}`);
        first = at;
        return response;
      } catch (error) {
        failed = error;
      }
    }
    throw failed;
  }

  return {
    async close(name, reason) {
      const response = await ask('DELETE', `/connections/username/${encodeURIComponent(name)}`, { 'x-reason': reason });
      if (response.ok) return true;
      if (response.status === 404) return false;
      throw new Error(`RabbitMQ answers the end of a connection with ${response.status}`);
    },
    async findNode(name) {
      const response = await ask('GET', `/nodes/${encodeURIComponent(name)}?columns=running,uptime`);
      if (response.status === 404) return { isRunning: false, since: undefined };
      if (!response.ok) throw new Error(`RabbitMQ answers for a node with ${response.status}`);
      const { running: isRunning, uptime } = Node.parse(await response.json());
      return { isRunning, since: uptime === undefined ? undefined : Date.now() - uptime };
    },
  };
}
