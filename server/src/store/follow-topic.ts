import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';
import { type Entry, keepFollowed, onAppended, PAGE, readAfter } from './topics.ts';

/** The backstop for a notification that was lost without the session noticing. */
const LOOK_EVERY_MS = 15_000;
/** What happens within this time is read at once: too short for a person to see. */
const GATHER_MS = 50;
/** How often it is said that a topic is followed: long before it is told no more. */
const FOLLOWED_EVERY_MS = 120_000;
/** Who is further behind reads for itself until it is not. */
const MOST_KEPT = 1000;

/**
 * What the followers of a topic in this process read together: each entry once, whatever their number, for as long as
 * there are any.
 */
type Tail = {
  /** The newest that were read: all behind number `from`. */
  entries: Entry<unknown>[];
  from: number;
  /** Something may have been written since the last read began. */
  isStale: boolean;
  reading: Promise<void> | undefined;
  readAt: number;
  /** When it was said last that the topic is followed, and while it is being said. */
  followedAt: number;
  saying: Promise<void> | undefined;
  followers: Set<() => void>;
  off: () => void;
};

const tails = new WeakMap<Notifications, Map<string, Tail>>();

/**
 * All entries after number `after`, then each new one as it is committed, until `signal` aborts. Yields pages; an empty
 * page every 15 s says that there is nothing new, which is the moment for a stream's keep-alive.
 */
export async function* follow<Data>(
  db: Executor,
  notifications: Notifications,
  topic: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Entry<Data>[]> {
  let seen = after;
  let news = true;
  let wake = (): void => {};
  const poke = (): void => {
    news = true;
    wake();
  };
  const tail = join(notifications, topic, after, poke); // before the first look, so that nothing falls between
  signal.addEventListener('abort', poke);
  try {
    while (!signal.aborted) {
      news = false;
      const page = await readTogether(db, topic, tail, seen);
      const last = page.at(-1);
      if (last) {
        seen = last.seq;
        yield page as Entry<Data>[];
      }
      if (page.length === PAGE || news || signal.aborted) continue;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, LOOK_EVERY_MS);
      });
      clearTimeout(timer);
      if (performance.now() - tail.readAt >= LOOK_EVERY_MS) tail.isStale = true;
      if (!news) yield [];
    }
  } finally {
    leave(notifications, topic, tail, poke);
    signal.removeEventListener('abort', poke);
  }
}

/** Whoever joins has the others look anew: what was committed until now it sees with its first page. */
function join(notifications: Notifications, topic: string, after: number, poke: () => void): Tail {
  const known = tails.get(notifications) ?? new Map<string, Tail>();
  tails.set(notifications, known);
  const tail = known.get(topic) ?? begin(notifications, topic, after);
  known.set(topic, tail);
  tail.followers.add(poke);
  tail.isStale = true;
  return tail;
}

function begin(notifications: Notifications, topic: string, after: number): Tail {
  const followers = new Set<() => void>();
  const tail: Tail = {
    entries: [],
    from: after,
    isStale: true,
    reading: undefined,
    readAt: Number.NEGATIVE_INFINITY,
    followedAt: Number.NEGATIVE_INFINITY,
    saying: undefined,
    followers,
    off: onAppended(notifications, topic, () => {
      tail.isStale = true;
      for (const follower of followers) follower();
    }),
  };
  return tail;
}

function leave(notifications: Notifications, topic: string, tail: Tail, poke: () => void): void {
  tail.followers.delete(poke);
  if (tail.followers.size > 0) return;
  tail.off();
  tails.get(notifications)?.delete(topic);
}

/** What follows `seen`, as it is at some moment after this call. */
async function readTogether(db: Executor, topic: string, tail: Tail, seen: number): Promise<Entry<unknown>[]> {
  await stayFollowed(db, topic, tail);
  if (seen < tail.from) return await readAfter(db, topic, seen);
  // A read that had begun before the news may not have them.
  while (tail.reading || tail.isStale) await (tail.reading ?? readOn(db, topic, tail));
  if (seen < tail.from) return await readAfter(db, topic, seen);
  const first = tail.entries.findLastIndex(({ seq }) => seq <= seen) + 1;
  return tail.entries.slice(first, first + PAGE);
}

/**
 * Before each look, where it is time: then all look anew, also those who wait, since the time before may have been over.
 * Where it cannot be said (a full disk, say) they look by themselves every 15 s.
 */
async function stayFollowed(db: Executor, topic: string, tail: Tail): Promise<void> {
  const now = performance.now();
  if (now - tail.followedAt < FOLLOWED_EVERY_MS) return;
  tail.saying ??= keepFollowed(db, topic)
    .then(
      () => {
        tail.followedAt = now;
        tail.isStale = true;
        for (const follower of tail.followers) follower();
      },
      () => {},
    )
    .finally(() => {
      tail.saying = undefined;
    });
  await tail.saying;
}

function readOn(db: Executor, topic: string, tail: Tail): Promise<void> {
  tail.reading = readNews(db, topic, tail).finally(() => {
    tail.reading = undefined;
  });
  return tail.reading;
}

async function readNews(db: Executor, topic: string, tail: Tail): Promise<void> {
  const rest = tail.readAt + GATHER_MS - performance.now();
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  tail.isStale = false;
  tail.readAt = performance.now();
  try {
    const page = await readAfter(db, topic, tail.entries.at(-1)?.seq ?? tail.from);
    tail.entries.push(...page);
    if (page.length === PAGE) tail.isStale = true;
  } catch (error) {
    tail.isStale = true;
    throw error;
  }
  const dropped = tail.entries.splice(0, Math.max(0, tail.entries.length - MOST_KEPT));
  tail.from = dropped.at(-1)?.seq ?? tail.from;
}
