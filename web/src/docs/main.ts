// What pages of the documentation do beside being read: the search, and a key that leads to it.
import { type Found, find, readIndex } from './search.ts';

const field = document.querySelector<HTMLInputElement>('.search-field');

document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field?.focus();
});

const results = document.querySelector<HTMLElement>('[data-index]');
if (field && results) await openSearch(field, results);

/** The page of results follows the field while somebody types; its address names the query. */
async function openSearch(input: HTMLInputElement, list: HTMLElement): Promise<void> {
  const { index: address = '', none = '', failed = '', count = '' } = list.dataset;
  const said = document.querySelector('[data-said]');
  const say = (text: string) => said?.replaceChildren(text);
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  const index = await fetch(address)
    .then(async (answer) => (answer.ok ? readIndex(await answer.text()) : undefined))
    .catch(() => undefined);
  if (!index) return void say(failed);
  const show = () => {
    const query = input.value.trim();
    const found = query === '' ? [] : find(index, query);
    list.replaceChildren(...found.map(drawFound));
    say(query === '' ? '' : found.length === 0 ? none : count.replace('{count}', String(found.length)));
  };
  input.addEventListener('input', () => {
    history.replaceState(null, '', `?q=${encodeURIComponent(input.value)}`);
    show();
  });
  input.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector('a')?.focus();
  });
  show();
  if (input.value === '') input.focus();
}

function drawFound({ address, title, heading, excerpt }: Found): HTMLLIElement {
  const link = document.createElement('a');
  link.href = address;
  link.textContent = heading === '' ? title : `${title} › ${heading}`;
  const text = document.createElement('p');
  text.textContent = excerpt;
  const item = document.createElement('li');
  text.className = 'found-text';
  item.className = 'found-item';
  item.append(link, text);
  return item;
}
