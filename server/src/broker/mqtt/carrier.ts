/** What MQTT goes over: bytes both ways, in order. A socket of TCP or TLS is one as it is. */
export type Carrier = {
  readonly remoteAddress?: string | undefined;
  readonly destroyed: boolean;
  /** Bytes that were written and are not on their way yet. */
  readonly writableLength: number;
  on(event: 'data', hear: (bytes: Buffer) => void): unknown;
  on(event: 'error', hear: (error: Error) => void): unknown;
  on(event: 'close', hear: () => void): unknown;
  write(bytes: Uint8Array): unknown;
  /** Ends it at once. */
  destroy(): unknown;
  /** Ends it when what was written is on its way. */
  destroySoon(): unknown;
};
