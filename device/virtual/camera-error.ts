/** Options that do not fit together, or a source that cannot be opened: said in one sentence. */
export class CameraError extends Error {}
