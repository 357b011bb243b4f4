import { refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { Load } from '../load/watch-load.ts';
import { type WorkKind, workKindOf } from '../load/work-kind.ts';
import { answerRefusal } from './kit/problem.ts';

/** What is more important comes back sooner: a camera's spool fills, a list is asked for again by hand. */
const COME_AGAIN: Record<WorkKind, number> = {
  browsing: seconds(10) / 1000,
  watching: seconds(5) / 1000,
  recording: seconds(5) / 1000,
};

/** Refuses calls of the kinds that a process is too late for, before it finds out who makes them. */
export function shedLoad(app: FastifyInstance, load: Pick<Load, 'refuses' | 'noteRefusal'>): void {
  app.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    const kind = url === undefined ? undefined : workKindOf(request.method, url);
    if (kind === undefined || !load.refuses(kind)) return;
    load.noteRefusal(kind);
    return answerRefusal(request, reply, refusal('platform_overloaded', { seconds: COME_AGAIN[kind] }));
  });
}
