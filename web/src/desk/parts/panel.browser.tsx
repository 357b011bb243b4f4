import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Beside, Panel } from './Panel.tsx';

const boxOf = (text: string) => {
  const section = page.getByText(text, { exact: true }).element().closest('section');
  if (!section) throw new Error(`${text} stands in no panel`);
  return section.getBoundingClientRect();
};

test('panels that follow each other are one surface, whatever their last line is', async () => {
  await page.viewport(1280, 800);
  await render(
    <main style={{ font: '14px/22px sans-serif' }}>
      <Panel title="First">
        <p>a paragraph with its own margin</p>
      </Panel>
      <Panel title="Second">words</Panel>
      <Beside>
        <Panel title="Left">words</Panel>
        <Panel title="Right">words</Panel>
      </Beside>
    </main>,
  );
  const [first, second, left, right] = [boxOf('First'), boxOf('Second'), boxOf('Left'), boxOf('Right')];
  expect(second.top).toBe(first.bottom);
  expect(left.top).toBe(right.top);
  expect(right.left).toBeGreaterThan(left.right);

  const line = page.getByText('a paragraph with its own margin').element().getBoundingClientRect();
  const next = page.getByText('Second', { exact: true }).element().getBoundingClientRect();
  expect(next.top - line.bottom).toBe(32);
});

test('on a phone what stood beside each other follows', async () => {
  await page.viewport(390, 844);
  await render(
    <Beside>
      <Panel title="Left">words</Panel>
      <Panel title="Right">words</Panel>
    </Beside>,
  );
  expect(boxOf('Right').top).toBeGreaterThan(boxOf('Left').bottom);
});
