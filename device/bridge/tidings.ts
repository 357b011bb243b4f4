/** Tells whoever looks at the bridge that something happened to one of its cameras. */
export class Tidings {
  readonly #listeners = new Set<() => void>();
  #telling: NodeJS.Immediate | undefined;

  /** @returns ends it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once for all that happens in the same moment, and after the camera has changed its own state. */
  tell(): void {
    if (this.#listeners.size === 0) return;
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}
