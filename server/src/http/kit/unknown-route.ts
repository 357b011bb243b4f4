import { refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerRefusal } from './problem.ts';

/** Called before any route is added: what none answers is told apart by what other methods of its path would do. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ method, url }) => {
    if (url === ANY_PAGE) return; // it answers every path
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  let routes: { path: RegExp; methods: ReadonlySet<string> }[] | undefined;
  app.setNotFoundHandler((request, reply) => {
    routes ??= [...methods].map(([url, known]) => ({ path: patternOf(url), methods: known }));
    const path = request.url.split('?', 1)[0] ?? '';
    const others = new Set(routes.flatMap((route) => (route.path.test(path) ? [...route.methods] : [])));
    return answer(request, reply, others);
  });
}

const ANY_PAGE = '/*';

function answer(request: FastifyRequest, reply: FastifyReply, others: ReadonlySet<string>): FastifyReply {
  if (others.size === 0 || others.has(request.method)) return answerRefusal(request, reply, refusal('path_unknown'));
  const allowed = [...others].sort().join(', ');
  reply.header('allow', allowed); // RFC 9110, 15.5.6
  return answerRefusal(request, reply, refusal('method_not_allowed', { method: request.method, allowed }));
}

/** A route as it is written: `:id` stands for one part, `*` for all that follows. */
function patternOf(url: string): RegExp {
  const parts = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
  return new RegExp(`^${parts.replace('*', '.*')}/?$`);
}
