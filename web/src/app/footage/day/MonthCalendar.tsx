import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { footageQueries } from '../footage-queries.ts';
import { type Day, monthOf, spanOfMonth } from './days.ts';
import { Month } from './Month.tsx';
import { markDays } from './mark-days.ts';

type Props = { deviceId: string; day: Day; today: Day; onChoose: (day: Day) => void };

/** A month: which of its days have footage, and on which something is unread. */
export function MonthCalendar({ deviceId, day, today, onChoose }: Props) {
  const [focused, setFocused] = useState(day);
  const hours = useQuery(footageQueries.calendar(deviceId, spanOfMonth(monthOf(focused))));
  const marks = useMemo(() => markDays(hours.data ?? []), [hours.data]);
  return (
    <Month
      {...{ day, today, focused, marks, onChoose }}
      isReading={hours.isPending}
      onFocus={setFocused}
      notice={hours.isError && <ErrorNotice error={hours.error} onRetry={() => void hours.refetch()} />}
    />
  );
}
