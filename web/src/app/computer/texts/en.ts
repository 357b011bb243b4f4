import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { zhCN } from './zh-CN.ts';

export const en: SameTexts<typeof zhCN> = {
  title: 'This computer as a camera',
  lead: 'Try everything with this computer’s camera: pairing, verification, recording and playback, the way that every camera goes.',
  opening: 'Opening the camera…',
  picture: 'What this computer’s camera sees',
  silent:
    'Without sound: browsers have no AAC encoder that can be relied on. It goes on behind other tabs; where this page is left or closed, the device is offline.',
  toDevice: 'Open the device’s page in a new tab',
  forget: 'Stop being a camera',
  uploaded: 'A recording was uploaded',
  notUploaded: 'This recording was not uploaded',
  noLine: 'The platform cannot be reached just now; the camera keeps trying',
  guide: { title: 'For makers: no camera at hand', at: 'no-camera-at-hand' },
  state: {
    connecting: 'Connecting…',
    online: 'Online. Once a verification runs, or cloud storage is bought, it records when somebody moves.',
    granted: 'Being verified: wave at the lens.',
    recording: 'Recording and uploading…',
    private: 'Privacy mode is on: nothing is recorded.',
  },
  pair: {
    licence:
      'It takes a licence of a demonstration product, which its maker issues in the console. Products that it was verified for are not sold.',
    hint: 'A line of the file with the licences can be pasted as it is.',
    missing: 'Fill this in',
    uuidWrong: 'A UUID has 16–24 lower-case letters and digits',
    submit: 'Pair and begin',
    busy: 'Pairing…',
    refused: 'Not paired',
    elsewhere: 'Open this page at the platform’s address',
    elsewhereText:
      'This page is at another address than the platform, and browsers let it upload nothing from here. Open:',
  },
  stoodStill: {
    title: 'The camera stood still',
    text: 'The browser or the computer halted this page for {{seconds}} s. Nothing was recorded meanwhile, and the device may have been offline. Keep the computer awake, and this page in front.',
  },
  unpaired: {
    title: 'The device was removed',
    text: 'This computer is your camera no more. Pair it again with a licence whenever you like.',
    again: 'Pair again',
  },
  problems: {
    unreachable: 'This page reaches neither the platform nor its store. Look at the network.',
    answer_invalid: 'The answer makes no sense. Load the page again; if it stays so, tell the platform’s operator.',
    store_refused: 'The store refused it. Tell the platform’s operator.',
    authority_wrong:
      'The server’s certificate is not the one that the pairing names. Load the page again, then try again.',
    stopped: 'The camera stopped before the upload was complete.',
    camera_failed: 'The camera failed. Load the page again.',
    not_granted: 'Nothing may be recorded now.',
    spool_full: 'Too much waits to be uploaded. Look at the network.',
  },
  obstacles: {
    insecure: {
      title: 'HTTPS is needed',
      text: 'Browsers give a camera only to pages over HTTPS or of this very computer. Open this page by https://.',
    },
    no_capture: { title: 'This browser gives no camera', text: 'Use Chrome or Edge on a computer.' },
    no_encoder: {
      title: 'This browser encodes no video',
      text: 'The page needs WebCodecs. Use a recent Chrome or Edge on a computer.',
    },
    no_frames: {
      title: 'This browser gives no single pictures',
      text: 'The page needs MediaStreamTrackProcessor, which Chrome and Edge have today. Use one of them.',
    },
    no_h264: {
      title: 'This browser has no encoder for H.264',
      text: 'Some builds of Chromium come without. Use Chrome or Edge, or a build with codecs.',
    },
    denied: {
      title: 'The camera is not allowed',
      text: 'Allow it in the site’s settings beside the address, then load the page again.',
    },
    no_camera: { title: 'No camera was found', text: 'Connect one, then load the page again.' },
    camera_busy: {
      title: 'The camera is in use',
      text: 'Close the program that uses it, then load the page again.',
    },
    failed: {
      title: 'The camera has stopped working',
      text: 'Load the page again; if it stays so, start the browser again.',
    },
    other_tab: {
      title: 'It runs in another tab',
      text: 'One tab at a time can be the camera. This one begins by itself once the other is closed.',
    },
  },
};
