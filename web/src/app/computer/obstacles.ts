/** Why this browser, or this computer, is no camera. */
export type Obstacle =
  | 'insecure'
  | 'no_capture'
  | 'no_encoder'
  | 'no_frames'
  | 'no_h264'
  | 'denied'
  | 'no_camera'
  | 'camera_busy'
  | 'failed'
  | 'other_tab';

/** Constrained baseline, level 3.1: 1280 × 720 at 30 pictures a second. Level 3.0 is refused for this size. */
export const H264 = 'avc1.42001f';

/** What speaks against it before anybody is asked for the camera; `undefined`: nothing. */
export async function findObstacle(): Promise<Obstacle | undefined> {
  if (!isSecureContext) return 'insecure'; // elsewhere browsers have neither camera nor keys
  if (!navigator.mediaDevices?.getUserMedia) return 'no_capture';
  if (!('VideoEncoder' in globalThis)) return 'no_encoder';
  if (!('MediaStreamTrackProcessor' in globalThis)) return 'no_frames';
  const { supported } = await VideoEncoder.isConfigSupported({ codec: H264, width: 1280, height: 720 });
  return supported === true ? undefined : 'no_h264';
}

/** As `getUserMedia` says it; anything else is a failure of camera or encoder. */
export function obstacleOf(error: unknown): Obstacle {
  switch ((error as DOMException | undefined)?.name) {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no_camera';
    case 'NotReadableError':
      return 'camera_busy';
    default:
      return 'failed';
  }
}
