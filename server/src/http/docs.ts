import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES, type Language, pickLanguage } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DOCS_POLICY } from './headers.ts';

const DOCS = '/docs';
const MISSING = '404';

/** @param folder of the built pages; one without `docs/` has no documentation */
export const hasDocs = (folder: string): boolean => existsSync(path.join(folder, 'docs'));

/**
 * The documentation below `/docs`: `/docs/en/checks/enc.key`. Who names no language gets the browser's; an address that
 * no page has is answered by a page that says so, whatever it looks like.
 *
 * @param app with `reply.sendFile` of `folder`
 */
export async function mountDocs(app: FastifyInstance, folder: string): Promise<void> {
  const files = listFiles(folder);
  const missing = new Map(
    LANGUAGES.map((language) => [language, readFileSync(path.join(folder, 'docs', language, `${MISSING}.html`))]),
  );
  await app.register(
    (docs, _options, done) => {
      docs.setNotFoundHandler(answerMissing);
      docs.get('/', (request, reply) =>
        reply
          .headers({ 'cache-control': 'no-cache', vary: 'accept-language' })
          .redirect(`${DOCS}/${pickLanguage(request.headers['accept-language'])}/`),
      );
      docs.get('/*', (request, reply) => {
        const file = files.get(pathOf(request.url));
        return file === undefined ? answerMissing(request, reply) : reply.sendFile(file);
      });
      done();
    },
    { prefix: DOCS },
  );

  function answerMissing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const headers = { 'cache-control': 'no-cache', 'content-security-policy': DOCS_POLICY };
    return reply
      .code(404)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .send(missing.get(languageOf(request)));
  }
}

/** An address that is no UTF-8 never reaches a route: below `/docs` its percent signs stand for themselves, as no page’s do. */
export const readableAddress = (url: string): string =>
  url.startsWith(`${DOCS}/`) && !isReadable(url) ? url.replaceAll('%', '%25') : url;

function isReadable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const languageOf = ({ url, headers }: FastifyRequest): Language =>
  LANGUAGES.find((language) => url.startsWith(`${DOCS}/${language}/`)) ?? pickLanguage(headers['accept-language']);

/** Each page and file by its address, so that nothing else of a disk can be asked for. */
function listFiles(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const names = readdirSync(path.join(folder, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  for (const name of names) {
    const address = `/${name.replace(/\.html$/, '')}`;
    if (address.endsWith(`/${MISSING}`)) continue;
    const isFirst = address.endsWith('/index');
    found.set(isFirst ? address.slice(0, -'index'.length) : address, name);
    if (isFirst) found.set(address.slice(0, -'/index'.length), name);
  }
  return found;
}
