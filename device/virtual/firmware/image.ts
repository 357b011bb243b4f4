import { z } from 'zod';
import { type FaultCode, isFaultCode } from '../faults/catalogue.ts';

/** What a virtual camera's image holds in place of a program: how it behaves. */
export type VirtualImage = {
  /** Broken in this way. */
  fault?: FaultCode;
  /** False: nothing comes up of it. */
  starts: boolean;
};

const Written = z.object({
  kaitong: z.literal('virtual-camera'),
  fault: z.string().nullable(),
  starts: z.boolean(),
});

export const writeImage = ({ fault, starts }: VirtualImage): Uint8Array =>
  Buffer.from(`${JSON.stringify({ kaitong: 'virtual-camera', fault: fault ?? null, starts })}\n`);

/** `undefined`: an image for another kind of camera. */
export function readImage(bytes: Uint8Array): VirtualImage | undefined {
  try {
    const { fault, starts } = Written.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (fault === null) return { starts };
    return isFaultCode(fault) ? { starts, fault } : undefined;
  } catch {
    return undefined;
  }
}
