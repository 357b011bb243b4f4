import { accounts } from '@kaitong/contract';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fakeServer, later, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { renderDesk } from '../../testing/render-desk.tsx';
import '../../console/texts/index.ts';
import { createQueries } from '../calls/create-queries.ts';
import { accountsApi } from '../session/session.ts';
import { FormModal } from './FormModal.tsx';

type Fields = { current: string; next: string };

/** A button that opens a dialogue with two fields, which changes the password. */
function Opener({ onDone }: { onDone?: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open</Button>
      {open && (
        <FormModal<Fields, unknown>
          title="Change it"
          okText="Send"
          send={(body) => accountsApi.changePassword({ body })}
          done="It is done"
          {...(onDone ? { onDone } : {})}
          onClose={() => setOpen(false)}
        >
          <Form.Item name="current" label="Current" rules={[{ required: true, message: 'Give the current one' }]}>
            <Input />
          </Form.Item>
          <Form.Item name="next" label="Next" rules={[{ required: true, message: 'Give the next one' }]}>
            <Input />
          </Form.Item>
        </FormModal>
      )}
    </>
  );
}

async function openDialog() {
  const server = fakeServer(accounts);
  await renderDesk(
    createQueries(() => {}),
    <Opener />,
  );
  await opener().click();
  await expect.element(dialog()).toBeVisible();
  return server;
}
const opener = () => page.getByRole('button', { name: 'Open' });
const dialog = () => page.getByRole('dialog', { name: 'Change it' });
const current = () => page.getByLabelText('Current');
const next = () => page.getByLabelText('Next');
const ok = () => page.getByRole('button', { name: /Send$/ });

/** Of a dialogue, before its opening has come to rest. */
const fieldAsItComes = () =>
  new Promise<HTMLInputElement>((resolve) => {
    const watch = new MutationObserver(() => {
      const found = document.querySelector<HTMLInputElement>('[role=dialog] input[id$=next]');
      if (!found) return;
      watch.disconnect();
      resolve(found);
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });

async function fill() {
  await current().fill('the one of before');
  await next().fill('the one of tomorrow');
}

test('it begins in its first field, and Enter sends it, from a dialogue with several fields too', async () => {
  const server = await openDialog();
  server.answer({ changePassword: () => ({}) });
  await expect.element(current()).toHaveFocus();
  await userEvent.keyboard('the one of before{Tab}the one of tomorrow{Enter}');
  await expect.element(page.getByText('It is done')).toBeVisible();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.element(opener()).toHaveFocus();
  expect(server.calls('changePassword')).toEqual([
    { body: { current: 'the one of before', next: 'the one of tomorrow', endApiKeys: true } },
  ]);
});

test('it is sent once, however often the button and Enter are pressed', async () => {
  const server = await openDialog();
  const { answer, give } = later<Record<string, never>>();
  server.answer({ changePassword: answer });
  await fill();
  await userEvent.dblClick(ok());
  await next().click();
  await userEvent.keyboard('{Enter}{Enter}');
  give({});
  await expect.element(dialog()).not.toBeInTheDocument();
  expect(server.calls('changePassword')).toHaveLength(1);
});

test('whoever is in another field before it has come to rest stays there', async () => {
  fakeServer(accounts);
  await renderDesk(
    createQueries(() => {}),
    <Opener />,
  );
  const field = fieldAsItComes();
  await opener().click();
  (await field).focus();
  const rested = () => document.querySelector('[role=dialog]')?.getAnimations({ subtree: true }).length === 0;
  await expect.poll(rested).toBe(true);
  await expect.poll(() => document.querySelector('[class*=zoom-]')).toBeNull();
  expect(document.activeElement).toBe(await field);
});

test('a first field that is wrong has the focus, and nothing is sent', async () => {
  const server = await openDialog();
  await ok().click();
  await expect.element(page.getByText('Give the current one')).toBeVisible();
  await expect.element(current()).toHaveFocus();
  expect(server.calls('changePassword')).toEqual([]);
});

test('a refusal is read in the dialogue with what was typed, and a second try is sent', async () => {
  const server = await openDialog();
  server.answer({ changePassword: () => new Refused('sign_in_failed') });
  await fill();
  await ok().click();
  await expect.element(page.getByRole('alert').getByText(/sign_in_failed/)).toBeVisible();
  await expect.element(next()).toHaveValue('the one of tomorrow');
  server.answer({ changePassword: () => ({}) });
  await ok().click();
  await expect.element(dialog()).not.toBeInTheDocument();
  expect(server.calls('changePassword')).toHaveLength(2);
});

test('a network that is lost on the way is told, and the same can be sent again', async () => {
  const server = await openDialog();
  server.answer({ changePassword: () => NO_NETWORK });
  await fill();
  await ok().click();
  await expect.element(page.getByRole('alert').getByText(/The server cannot be reached/)).toBeVisible();
  server.answer({ changePassword: () => ({}) });
  await ok().click();
  await expect.element(dialog()).not.toBeInTheDocument();
});

test('it stays until the server has answered: a refusal that comes late is read', async () => {
  const server = await openDialog();
  const { answer, give } = later<Refused>();
  server.answer({ changePassword: answer });
  await fill();
  await ok().click();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('button', { name: 'Cancel' })).toBeDisabled();
  await expect.element(page.getByRole('button', { name: 'Close', exact: true })).not.toBeInTheDocument();
  give(new Refused('sign_in_failed'));
  await expect.element(page.getByRole('alert').getByText(/sign_in_failed/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog()).not.toBeInTheDocument();
});

test('a click beside it closes it while it is untouched, and throws away nothing that was typed', async () => {
  await openDialog();
  await beside();
  await expect.element(dialog()).not.toBeInTheDocument();
  await opener().click();
  await current().fill('typed with care');
  await beside();
  await expect.element(current()).toHaveValue('typed with care');
});

/** Where the dialogue is not. */
const beside = () =>
  userEvent.click(document.body.querySelector('.ant-modal-wrap') ?? document.body, { position: { x: 5, y: 5 } });

test('what was typed is gone once it was closed', async () => {
  await openDialog();
  await fill();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  await opener().click();
  await expect.element(current()).toHaveValue('');
});
