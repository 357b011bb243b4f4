/** How often something went wrong, and where first (bytes from the start of the object). */
export type Fault = { count: number; offset: number };

export const noFault = (): Fault => ({ count: 0, offset: 0 });

export function note(fault: Fault, offset: number): void {
  if (fault.count === 0) fault.offset = offset;
  fault.count++;
}
