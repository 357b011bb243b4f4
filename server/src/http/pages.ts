import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { hasDocs, mountDocs } from './docs.ts';
import { DOCS_POLICY, pagePolicy } from './headers.ts';
import { manifestOf } from './manifest.ts';

export type PagesOptions = {
  /** What the web package built. */
  folder: string;
  /** Regions whose app is served below `/{region}/app/`. */
  regions: readonly string[];
  /** The console stands at `/`, the operator's pages at `/operator`. */
  control: boolean;
  /** Where objects and footage may come from, besides the page's own origin. */
  origins: readonly string[];
  /** What stands in the head of a shared link’s page, beside what stands in all. */
  cardOf?: (region: string, token: string) => Promise<string | undefined>;
};

const YEAR_S = 365 * 24 * 60 * 60;
/** Everything below these is answered by operations; what is not found there is not a page. */
const NO_PAGES =
  /^\/(?:[a-z][a-z0-9]*\/)?(?:alarm|api|certificates|certified|device|findings|plane|objects|footage|pay|push|\.well-known|assets)(?:\/|$)/;

/** The build puts files into `/assets` and beside the pages; a dot further down belongs to a name, as in `/checks/enc.none`. */
const FILE = /^\/(?:assets\/.+|[^/]+)\.[^/]+$/;

const SHARED = /^\/([a-z][a-z0-9]*)\/app\/share\/([\w-]{1,100})$/;

/** The console, the operator's pages and the apps: files as they are, and for every other address the page that reads it by itself. */
export async function mountPages(app: FastifyInstance, options: PagesOptions): Promise<void> {
  const { folder, regions, control, origins, cardOf } = options;
  const hasApp = existsSync(path.join(folder, 'app.html'));
  const policy = pagePolicy(origins);
  const docs = path.join(folder, 'docs') + path.sep;
  if (!existsSync(path.join(folder, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true, // `.br` and `.gz` that the build has put beside the texts
    cacheControl: false,
    setHeaders(reply, file) {
      const hashed = file.includes(`${path.sep}assets${path.sep}`); // their names change with their content
      reply.header('cache-control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
      reply.header('content-security-policy', file.startsWith(docs) ? DOCS_POLICY : policy);
    },
  });
  if (hasDocs(folder)) await mountDocs(app, folder);
  app.get('/*', (request, reply) => {
    const pathname = pathOf(request.url);
    if (pathname === undefined) return reply.callNotFound();
    if (FILE.test(pathname)) return reply.sendFile(pathname);
    const part = appPartAt(pathname);
    if (part?.name === 'worker.js') return reply.sendFile('app-worker.js');
    if (part?.name === 'manifest.webmanifest')
      return reply
        .headers({ 'cache-control': 'no-cache', 'content-type': 'application/manifest+json' })
        .send(JSON.stringify(manifestOf(part.region)));
    const [, region = '', token] = SHARED.exec(pathname) ?? [];
    if (hasApp && cardOf && token !== undefined && regions.includes(region)) return sendShared(reply, region, token);
    const page = pageAt(pathname);
    return page === undefined ? reply.callNotFound() : reply.sendFile(page);
  });

  /** The page by itself tells nobody what it shows; its head does, for those that run no page. */
  async function sendShared(reply: FastifyReply, region: string, token: string): Promise<FastifyReply> {
    const card = await cardOf?.(region, token);
    if (card === undefined) return reply.sendFile('app.html');
    const page = await readFile(path.join(folder, 'app.html'), 'utf8');
    return reply
      .headers({ 'cache-control': 'private, no-store', 'content-security-policy': policy, 'x-robots-tag': 'noindex' })
      .type('text/html; charset=utf-8')
      .send(page.replace('</head>', () => `${card}\n  </head>`));
  }

  /** What stands beside a region's app, so that its worker and its installed app reach no further than it does. */
  function appPartAt(pathname: string): { region: string; name: string } | undefined {
    const [, region = '', name = ''] =
      /^\/([a-z][a-z0-9]*)\/app\/(worker\.js|manifest\.webmanifest)$/.exec(pathname) ?? [];
    return hasApp && regions.includes(region) ? { region, name } : undefined;
  }

  function pageAt(pathname: string): string | undefined {
    if (NO_PAGES.test(pathname)) return undefined;
    const [, first = '', second = ''] = pathname.split('/');
    if (!regions.includes(first)) return control ? controlPage(first) : undefined;
    return hasApp && ['', 'app'].includes(second) ? 'app.html' : undefined;
  }
}

const controlPage = (first: string): string => (first === 'operator' ? 'operator.html' : 'index.html');

/** Without dots; of `//` and the like, where a URL would begin with a host, none. */
const pathOf = (url: string): string | undefined =>
  url.startsWith('//') ? undefined : URL.parse(url, 'http://localhost')?.pathname;
