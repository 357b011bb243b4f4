import type { Region } from '@kaitong/contract';
import type { Clock } from '../../clock.ts';
import type { KeyRing } from '../../secrets/wrapping.ts';
import type { PaymentProviders } from './provider.ts';
import { createSandboxProvider, sandboxSecrets } from './sandbox-provider.ts';

export type PaymentParts = {
  secrets: KeyRing;
  region: Region;
  /** The region's address for people, and as this process reaches it. */
  publicUrl: string;
  localUrl: string;
  clock: Clock;
};

/** The providers that a region takes payments with. A real one is added here, beside the sandbox. */
export function openPayments({ secrets, region, publicUrl, localUrl, clock }: PaymentParts): PaymentProviders {
  const sandbox = createSandboxProvider({
    secrets: sandboxSecrets(secrets, region),
    apiUrl: `${localUrl}/pay/sandbox`,
    callbackUrl: `${localUrl}/pay/callbacks/sandbox`,
    returnUrl: `${publicUrl}/app/orders`,
    clock,
  });
  return { current: sandbox, all: new Map([[sandbox.name, sandbox]]) };
}
