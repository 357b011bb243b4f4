import type { Region } from '@kaitong/contract';
import { sandboxSecrets } from '../region/payments/sandbox-provider.ts';
import type { SandboxContext } from '../sandbox-provider/context.ts';
import { startSandboxWork } from '../sandbox-provider/work.ts';
import { sandboxMigrations, sandboxSchema } from '../store/sandbox/migrations.ts';
import type { SandboxTables } from '../store/sandbox/tables.ts';
import { openPlane, type PlaneParts } from './open-plane.ts';

export type SandboxPlane = { context: SandboxContext; work(): void };

/** Few ever pay at once at a provider that takes no money. */
const POOL_SIZE = 6;
/** Where several processes answer: with those of all schemas and their listeners a worker has 49 sessions at most. */
const POOL_SIZE_OF_WORKER = 3;

/** The sandbox payment provider of a region on a schema of its own, ready to answer. */
export async function openSandbox(
  stack: AsyncDisposableStack,
  parts: PlaneParts,
  region: Region,
): Promise<SandboxPlane> {
  const { secrets, addresses, log } = parts;
  const plane = await openPlane<SandboxTables>(stack, parts, sandboxSchema(region), sandboxMigrations(region), {
    poolSize: parts.poolSize === undefined ? POOL_SIZE : Math.min(POOL_SIZE_OF_WORKER, parts.poolSize),
  });
  const context: SandboxContext = {
    ...plane,
    secrets: sandboxSecrets(secrets, region),
    url: `${addresses.publicUrl}/${region}/pay/sandbox`,
    log,
  };

  function work(): void {
    const worker = startSandboxWork(context);
    stack.defer(() => worker.stop());
  }
  return { context, work };
}
