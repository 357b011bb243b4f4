import type { Environment } from 'vitest/runtime';

/** Where what is shared by the test files of a worker leaves how it is closed. */
const KEY = Symbol.for('kaitong.worker-end');

/** Node as it is. When a worker has run its last file, it closes what its files shared. */
export default {
  name: 'node',
  viteEnvironment: 'ssr',
  setup() {
    const closers: (() => Promise<void>)[] = [];
    Object.assign(globalThis, { [KEY]: closers });
    return {
      async teardown() {
        await Promise.all(closers.map((close) => close()));
      },
    };
  },
} satisfies Environment;
