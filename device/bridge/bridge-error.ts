/** What whoever started the bridge has to put right, in one sentence. */
export class BridgeError extends Error {}
