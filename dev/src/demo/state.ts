import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { demoRegions } from './cast.ts';

const Sign = z.object({ login: z.string(), password: z.string() });
const newSign = (login: string) => ({ login, password: randomBytes(12).toString('base64url') });
const newOperator = () => newSign('operator@example.com');
const Camera = z.object({ pid: z.string(), uuid: z.string(), authKey: z.string() });

/** What a data folder's demonstration needs to be found again after a restart. */
const DemoState = z.object({
  maker: Sign,
  stranger: Sign,
  operator: Sign.default(newOperator),
  owners: z.record(z.string(), Sign),
  apiKey: z.string().nullable(),
  cameras: z.record(z.string(), Camera),
  /** Owners whose app account is linked to the maker as tester, by region. */
  testers: z.array(z.string()),
});
export type DemoState = z.output<typeof DemoState>;

/** The folder's state; passwords are made up, and stored, before anything is registered with them. */
export function openDemoState(folder: string): { state: DemoState; save(): void } {
  const file = path.join(folder, 'demo-state.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = existsSync(file) ? DemoState.parse(JSON.parse(readFileSync(file, 'utf8'))) : newState();
  const save = (): void => writePrivate(file, state);
  save();
  return { state, save };
}

/** Complete or not there, and readable by its owner alone. What is there already takes no room. */
export function writePrivate(file: string, content: unknown): void {
  const fresh = `${file}.new`;
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

function newState(): DemoState {
  return {
    maker: newSign('maker@example.com'),
    stranger: newSign('stranger@example.com'),
    operator: newOperator(),
    owners: Object.fromEntries(demoRegions.map((region) => [region, newSign(`owner-${region}@example.com`)])),
    apiKey: null,
    cameras: {},
    testers: [],
  };
}
