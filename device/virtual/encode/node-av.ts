export type NodeAv = typeof import('node-av');

/** node-av is an optional dependency: 170 MB that not every platform has. Undefined where it is missing. */
export async function loadNodeAv(): Promise<NodeAv | undefined> {
  try {
    return await import('node-av');
  } catch {
    return undefined;
  }
}
