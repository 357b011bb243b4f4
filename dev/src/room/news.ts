/** Tells whoever looks at the room that something happened to one of its cameras. */
export class RoomNews {
  readonly #listeners = new Set<() => void>();
  #telling: NodeJS.Immediate | undefined;

  /** @returns ends it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once for all that happens in the same moment, and after the camera has changed its own state. */
  tell(): void {
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}
