import type { ProblemCode } from '@kaitong/contract';
import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query';

const queryKey = ['pairing-refused'];

/** A camera read this owner's code, and the server said no; null: forget that. */
export const setPairingRefused = (client: QueryClient, code: ProblemCode | null): void =>
  void client.setQueryData(queryKey, code);

export const usePairingRefused = (): ProblemCode | null =>
  useQuery<ProblemCode | null>({ queryKey, queryFn: skipToken }).data ?? null;
