import type { ProblemTexts } from './fill-text.ts';

/** Of limits that a product or an owner has as a whole, and of a platform that is late. */
export const load = {
  platform_overloaded: {
    title: 'The platform has more to do than it can at this moment',
    remedy:
      'What cameras record goes first, then what is being watched. Try again in {seconds} s; nothing was changed, and nothing is lost.',
  },
  owner_calls_exceeded: {
    title: 'This account’s cameras and apps ask too often',
    remedy:
      'All of them together may make {limit} calls a minute. Wait {seconds} s; look for a tool or a camera that calls without a pause.',
  },
  product_calls_exceeded: {
    title: 'The cameras of this product ask too often',
    remedy:
      'All of them together may make {limit} calls a minute in a region. Wait {seconds} s, and longer each time; look for firmware that calls without a pause.',
  },
  owner_bytes_exceeded: {
    title: 'This account’s cameras send too much at once',
    remedy: 'All of them together may send {limit} GB a minute. Keep the footage and declare it again in {seconds} s.',
  },
  product_bytes_exceeded: {
    title: 'The cameras of this product send too much at once',
    remedy:
      'All of them together may send {limit} GB a minute in a region. Keep the footage and declare it again in {seconds} s.',
  },
  owner_events_exceeded: {
    title: 'Too many events of this account’s cameras are open',
    remedy:
      'Up to {limit} may be open at a time. Close those that are recorded, and open this one again in {seconds} s.',
  },
  product_events_exceeded: {
    title: 'Too many events of this product’s cameras are open',
    remedy:
      'Up to {limit} may be open at a time in a region. Close those that are recorded, and open this one again in {seconds} s.',
  },
} satisfies Partial<ProblemTexts>;
