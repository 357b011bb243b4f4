export { startVirtualCamera } from './camera.ts';
export { CameraError } from './camera-error.ts';
export type { CameraNews, VirtualCamera, VirtualCameraOptions, WaveAnswer, WaveRefusal } from './camera-options.ts';
export { type FaultCode, faultCodes, faults, isFaultCode, variantCodes } from './faults/catalogue.ts';
export { overlooking } from './faults/wiring/overlooking.ts';
export { silentTo } from './faults/wiring/silent-to.ts';
export { type ClipOptions, type RecordedClip, recordClip } from './record-clip.ts';
export type { EventResult } from './record-event.ts';
export type { SourceChoice } from './sources/open.ts';
