import { isRefusal } from '@kaitong/contract';
import type { ListFile } from '@kaitong/contract/list-files';
import { expect, test } from 'vitest';
import { type Page, writeList } from './write-list.ts';

const file = {
  operation: {} as ListFile['operation'],
  name: 'things',
  columns: [{ titles: ['名称', 'Name'], cell: (item: unknown) => ({ text: String(item) }) }],
} satisfies ListFile;

/** Pages of two, and how many of them were asked for. */
function paged(count: number) {
  let read = 0;
  return {
    get read() {
      return read;
    },
    async page(cursor: string | undefined): Promise<Page> {
      const at = Number(cursor ?? 0);
      read++;
      return { items: [`a${at}`, `b${at}`], next: at + 1 < count ? String(at + 1) : null };
    },
  };
}

async function open(page: (cursor: string | undefined) => Promise<Page>) {
  const text = await writeList(file, 'zh-CN', page);
  if (isRefusal(text)) throw new Error(text.code);
  return text;
}

test('a list is written whole, under its titles, with the mark that has Excel read it as UTF-8', async () => {
  const chunks: string[] = [];
  for await (const chunk of await open(paged(3).page)) chunks.push(chunk);
  expect(chunks.join('')).toBe('\ufeff名称\na0\nb0\na1\nb1\na2\nb2\n');
});

test('a page is read when the one before was taken, however long the list is', async () => {
  const source = paged(10_000);
  for await (const _ of await open(source.page)) if (source.read === 4) break;
  expect(source.read).toBe(4);
});

test('a list without a region that does not answer is refused and names it', async () => {
  const answer = await writeList(file, 'en', async () => ({ items: ['a'], unreachable: ['eu'] }));
  expect(answer).toMatchObject({ code: 'region_silent', params: { region: 'eu' } });
});

test('a list breaks off where a region falls silent half way', async () => {
  const text = await writeList(file, 'en', async (cursor) =>
    cursor ? { items: [], next: null, unreachable: ['eu'] } : { items: ['a'], next: '1', unreachable: [] },
  );
  if (isRefusal(text)) throw new Error(text.code);
  const read = async () => {
    for await (const _ of text);
  };
  await expect(read()).rejects.toThrow('eu');
});

test('a list that is refused is not begun, and one that is refused half way breaks off instead of seeming whole', async () => {
  const refused = { code: 'not_found', params: {} } as const;
  expect(await writeList(file, 'en', async () => refused)).toEqual(refused);
  const text = await writeList(file, 'en', async (cursor) => (cursor ? refused : { items: ['a'], next: '1' }));
  if (isRefusal(text)) throw new Error(text.code);
  const read = async () => {
    for await (const _ of text);
  };
  await expect(read()).rejects.toThrow('not_found');
});
