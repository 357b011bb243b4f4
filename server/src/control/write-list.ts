import { isRefusal, type Language, type Refusal, refusal } from '@kaitong/contract';
import { type ListFile, titleOf } from '@kaitong/contract/list-files';
import { csvLine, csvStart } from './csv.ts';

/** A page of a list; one that is not paged is whole. `unreachable`: regions whose items are not among them. */
export type Page = { items: readonly unknown[]; next?: string | null; unreachable?: readonly string[] };

/**
 * A list as CSV, written while it is read: one page is in memory. Its first page is read before anything is written, so that
 * a refusal is one. A list that would leave a silent region's items out is refused: nobody looks for them in a file.
 */
export async function writeList(
  { columns, linesOf: split = (item) => [item] }: ListFile,
  language: Language,
  read: (cursor: string | undefined) => Promise<Page | Refusal>,
): Promise<AsyncIterable<string> | Refusal> {
  const first = await read(undefined);
  if (isRefusal(first)) return first;
  const [silent] = first.unreachable ?? [];
  if (silent !== undefined) return refusal('region_silent', { region: silent });
  const linesOf = ({ items }: Page) =>
    items
      .flatMap((item) => split(item).map((line) => csvLine(columns.map(({ cell }) => cell(line, language)))))
      .join('');
  return (async function* () {
    yield csvStart + csvLine(columns.map((column) => ({ text: titleOf(column, language) }))) + linesOf(first);
    for (let next = first.next; next; ) {
      const page = await read(next);
      // The answer breaks off: a short file would seem whole.
      if (isRefusal(page)) throw new Error(`a list was refused half way: ${page.code}`);
      if (page.unreachable?.length) throw new Error(`a region fell silent half way: ${page.unreachable.join(', ')}`);
      yield linesOf(page);
      next = page.next;
    }
  })();
}
