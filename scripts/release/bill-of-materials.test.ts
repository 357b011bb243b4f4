import { describe, expect, test } from 'vitest';
import { root } from '../command.ts';
import { type Bill, billOfMaterials, settled } from './bill-of-materials.ts';

const at = new Date('2026-01-02T03:04:05Z');
const bill = (serialNumber: string, timestamp: string, folder: string): Bill => ({
  serialNumber,
  metadata: { timestamp, component: { name: folder } },
  components: [{ name: '@seydx/node-av-linux-x64', licenses: [{ license: { id: 'MIT' } }] }, { name: 'zod' }],
});

describe('the bill of materials', () => {
  test('does not depend on when and where it is made', () => {
    const one = settled(bill('urn:uuid:1', '2026-11-27T10:00:00Z', 'here'), at);
    expect(settled(bill('urn:uuid:2', '2026-11-28T10:00:00Z', 'there'), at)).toEqual(one);
    expect(one.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(settled(bill('', '', ''), new Date(0)).serialNumber).not.toBe(one.serialNumber);
  });

  test('calls a build of FFmpeg by its own licence, whatever wraps it', () => {
    expect(settled(bill('', '', ''), at).components).toMatchObject([
      { licenses: [{ license: { id: 'GPL-3.0-or-later' } }] },
      {},
    ]);
  });

  test('names every package that an installation gets, each with a licence', () => {
    const { components } = JSON.parse(billOfMaterials(root, { at })) as Bill;
    const licences = new Map(components.map(({ name, licenses }) => [name, JSON.stringify(licenses)]));
    expect([...licences.keys()]).toEqual(expect.arrayContaining(['fastify', 'sharp', '@img/sharp-libvips-linux-x64']));
    expect([...licences].filter(([, licence]) => licence === undefined)).toEqual([]);
    expect(licences.get('@seydx/node-av-linux-x64')).toContain('GPL-3.0-or-later');
  });
});
