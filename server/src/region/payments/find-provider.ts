import type { PaymentProvider, PaymentProviders } from './provider.ts';

/** @throws for one that orders were begun with and that is no longer configured: somebody must say where the money is */
export function findProvider({ all }: PaymentProviders, name: string): PaymentProvider {
  const provider = all.get(name);
  if (!provider) throw new Error(`the payment provider ${name} is not configured`);
  return provider;
}
