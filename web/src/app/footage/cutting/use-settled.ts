import { useEffect, useState } from 'react';

/** A value once it has stayed the same for a while: what is asked about it is asked when the hand rests. */
export function useSettled<T>(value: T, restMs: number): T | undefined {
  const [settled, setSettled] = useState<T>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return settled === value ? settled : undefined;
}
