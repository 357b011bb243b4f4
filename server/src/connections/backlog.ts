/**
 * Connections that the system holds for a process until it takes them; it holds fewer where its own limit is lower. Node asks
 * for 511. Linux answers what comes beyond that by cookies, and resets a request that came in two pieces, so when a thousand
 * came in one moment, some broke off while nothing was wrong with them.
 */
export const BACKLOG = 4096;
