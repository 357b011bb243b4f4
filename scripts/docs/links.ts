// Where the links of a Markdown file lead on the site. What leads nowhere is an error: nobody is sent to a missing page.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '@kaitong/contract';
import { root } from '../command.ts';
import { sourceFile, sources } from './menu.ts';
import { addressOf, fileAddress } from './page.ts';

const pages = new Map(
  sources.flatMap(({ name, source }) =>
    LANGUAGES.map((language) => [sourceFile(source, language), { name, language }] as const),
  ),
);

/** Pictures, and formats for programs. */
const FILE = /\.(png|svg|yaml)$/;

/**
 * `file`: one that travels with the pages, from the root. `translation`: the same page in another language. `null`: it
 * stands in the repository only.
 */
export type Target = { address: string; file?: string; translation?: true } | null;

/**
 * @param file the Markdown file, from the root
 * @throws Error for a link to what does not exist
 */
export function resolveLink(file: string, href: string): Target {
  if (/^[a-z]+:/.test(href)) return { address: href };
  const [target = '', anchor] = href.split('#');
  const fragment = anchor === undefined ? '' : `#${decodeURIComponent(anchor)}`;
  if (target === '') return { address: fragment };
  const meant = path.posix.join(path.posix.dirname(file), decodeURIComponent(target));
  const page = pages.get(meant);
  const address = page && `${addressOf(page.language, page.name)}${fragment}`;
  if (address)
    return { address, ...(page.name === pages.get(file)?.name && meant !== file ? { translation: true } : {}) };
  if (!existsSync(path.join(root, meant))) throw new Error(`${file} links to ${href}, which does not exist`);
  return FILE.test(meant) ? { address: fileAddress(path.posix.basename(meant)), file: meant } : null;
}
