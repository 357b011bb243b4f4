import type { Alarms } from '@kaitong/contract';
import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { alarmsApi } from './alarms-api.ts';

export const alarmsQuery = () => queryOptions({ queryKey: ['alarms'], queryFn: () => alarmsApi.getAlarms({}) });

export const keepAlarms = (client: QueryClient, alarms: Alarms): void =>
  void client.setQueryData(alarmsQuery().queryKey, alarms);

/** A change that is answered with how alarms stand then. */
export function useAlarmChange<Input>(change: (input: Input) => Promise<Alarms>) {
  const client = useQueryClient();
  return useOnce({ mutationFn: change, onSuccess: (alarms) => keepAlarms(client, alarms) });
}
