import { type CheckCode, checkCodes } from '@kaitong/contract/checks';
import { type ClipOptions, type FaultCode, faultCodes, recordClip } from '@kaitong/device/virtual';
import { type Clip, cameraClip } from '../clip.ts';

const SMALL = { width: 320, height: 180 };

/** What shows in the footage; the protocol and the run show the rest. */
const shows = (code: string): code is FaultCode & CheckCode =>
  (checkCodes as string[]).includes(code) && !/^flow\.|^replay$|^time\.clock$/.test(code);

/** The virtual camera, broken in each of its ways. */
export const cameraFaults: readonly (FaultCode & CheckCode)[] = faultCodes.filter(shows);

export const faultyClip = async (fault: FaultCode, options: Partial<ClipOptions> = {}): Promise<Clip> =>
  cameraClip(await recordClip({ ...SMALL, ...options, fault }));

/** The virtual camera as it should be, in every container, codec and encryption. */
export const goodCameras: readonly { name: string; options: ClipOptions }[] = (['ts', 'fmp4', 'mp4'] as const).flatMap(
  (container) =>
    (['h264', 'h265'] as const).map((codec) => ({
      name: `virtual camera: ${codec === 'h264' ? 'H.264' : 'H.265'}, ${container}`,
      options: { container, codec, encryption: 'aes-128', sound: codec === 'h264', ...SMALL } as const,
    })),
);

export const goodCameraClip = async (options: ClipOptions): Promise<Clip> => cameraClip(await recordClip(options));
