// The API entry: runs in browsers and in Node. The CLI beside it is not part of it.
export { type FetchSendOptions, fetchSend } from './fetch-send.ts';
export { type ReadEventsOptions, readEvents, readStream } from './read-events.ts';
