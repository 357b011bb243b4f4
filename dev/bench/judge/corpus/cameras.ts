import { type CheckCode, CheckCodeSchema, checkCodes } from '@kaitong/contract/checks';
import {
  type ClipOptions,
  type FaultCode,
  faultCodes,
  type RecordedClip,
  recordClip,
  variantCodes,
} from '@kaitong/device/virtual';
import { type Clip, cameraClip } from '../clip.ts';
import { arrivalOfClip, type Coming } from '../rate/arrival-of-clip.ts';

const SMALL = { width: 320, height: 180 };

/** What shows in the footage; the protocol and the run show the rest. */
const shows = (code: string): code is FaultCode & CheckCode =>
  (checkCodes as string[]).includes(code) && !/^flow\.|^replay$|^time\.clock$/.test(code);

/** The virtual camera, broken in each of its ways. */
export const cameraFaults: readonly (FaultCode & CheckCode)[] = faultCodes.filter(shows);

/** What its footage really is where it is no container that is taken. */
export const disguises: Readonly<Partial<Record<FaultCode, string>>> = {
  'obj.container': 'isobmff',
  'obj.container-ps': 'ps',
  'obj.container-m2ts': 'ts192',
  'obj.container-junk': 'late-ts',
  'obj.container-mkv': 'mkv',
};

/** More ways in which it fails a check, each with the code that it fails. */
export const cameraVariants = variantCodes.map((fault) => ({
  fault,
  code: CheckCodeSchema.parse(fault.split('-')[0]),
}));

export const faultyClip = async (fault: FaultCode, options: Partial<ClipOptions> = {}): Promise<Clip> =>
  cameraClip(await recordClip({ ...SMALL, ...options, fault }));

let faultless: Promise<Clip> | undefined;

/** The virtual camera as it should be, in the clear: others change its objects. */
export function faultlessClip(): Promise<Clip> {
  faultless ??= recordClip({ ...SMALL, encryption: 'none' }).then(cameraClip);
  return faultless;
}

/** Cameras whose time only shows by when their objects came, or by what they say of that. */
export const hurriedCameras: readonly { name: string; fault: FaultCode; coming: Coming }[] = [
  { name: 'twice the frame rate, by arrival', fault: 'time.rate-double', coming: { rate: 2, ages: false } },
  { name: '21 frames stamped as 25, by age', fault: 'time.rate-aged', coming: { rate: 25 / 21, ages: true } },
];

/** Long enough for a second's drift to show between its segments. */
const LONG = { ...SMALL, clip: { preRecordMs: 2000, postRecordMs: 13_000 }, segmentMs: 3000 };

export async function hurriedClip(fault: FaultCode, coming: Coming): Promise<Clip> {
  const recorded = await recordClip({ ...LONG, fault });
  return { ...cameraClip(recorded), arrival: arrivalOf(recorded, coming) };
}

const arrivalOf = ({ objects }: RecordedClip, coming: Coming) =>
  arrivalOfClip(
    objects.map(({ declaration }) => declaration),
    coming,
  );

/** The virtual camera as it should be, in every container, codec and encryption. */
export const goodCameras: readonly { name: string; options: ClipOptions }[] = (['ts', 'fmp4', 'mp4'] as const).flatMap(
  (container) =>
    (['h264', 'h265'] as const).map((codec) => ({
      name: `virtual camera: ${codec === 'h264' ? 'H.264' : 'H.265'}, ${container}`,
      options: { container, codec, encryption: 'aes-128', sound: codec === 'h264', ...SMALL } as const,
    })),
);

/** As it comes live, with the ages of its objects. */
export async function goodCameraClip(options: ClipOptions): Promise<Clip> {
  const recorded = await recordClip(options);
  return { ...cameraClip(recorded), arrival: arrivalOf(recorded, { rate: 1, ages: true }) };
}
