import {
  type Client,
  control,
  createClient,
  type DemoFile,
  type DeviceId,
  type Language,
  ProblemError,
} from '@kaitong/contract';
import { fetchSend } from '../fetch-send.ts';
import { agreed, readDemo } from './demo-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { besideJson, type Output } from './output.ts';
import type { Input } from './repeat-tests.ts';

type Options = { file: string; yes: boolean; json: boolean; language: Language; input: Input | undefined };

/** Its product is activated while the demonstration starts, and has owners who bought. */
const STAYS = 'already-activated';

const texts = {
  'zh-CN': {
    what: '将撤销演示厂商这些产品的开通，取消进行中的验证，并恢复样机室的固件：',
    rest: '其他账号、其他产品、订单和录像都不受影响。',
    ask: '按回车继续，按 Ctrl-C 放弃。',
    cancelled: '已取消验证：{product}',
    undone: '已撤销开通：{product}',
    room: '样机室的固件已恢复',
    noRoom: '样机室没有应答，固件没有恢复',
    done: '演示已恢复到开始的样子',
    reason: '演示重置',
  },
  en: {
    what: 'This undoes the activations of these products of the demo maker, cancels their runs, and brings the room’s firmware back:',
    rest: 'Other accounts, other products, orders and footage stay as they are.',
    ask: 'Press Enter to go on, Ctrl-C to leave it.',
    cancelled: 'Run cancelled: {product}',
    undone: 'Activation undone: {product}',
    room: 'The room’s firmware is as it was',
    noRoom: 'The room does not answer; its firmware stays',
    done: 'The demonstration is as it was at its start',
    reason: 'the demonstration was reset',
  },
} as const satisfies Record<Language, Record<string, string>>;

/**
 * `kaitong demo reset`: brings the demonstration back to its start, while it runs, to be shown once more. It asks with the
 * demo maker's own key and names the demonstration's PIDs only, so nothing of anybody else can be touched.
 */
export async function resetDemo({ file, yes, json, language, input }: Options, output: Output): Promise<ExitCode> {
  const people = besideJson(output, json);
  const demo = await readDemo(file);
  const words = texts[language];
  const own = demo.devices.filter(({ behaviour }) => behaviour !== STAYS);
  people.line(words.what);
  for (const { product, pid } of own) people.line(`  ${product}  ${pid}`);
  people.line(words.rest);
  if (!yes) await agreed(input, words.ask, people);
  const { url, key } = demo.api;
  const maker = createClient(control, fetchSend(url, { headers: { authorization: `Bearer ${key}` }, repeats: true }));
  for (const device of own) await resetProduct(maker, device, words, people);
  const room = await fetch(`${demo.room.url}/restore`, { method: 'POST' }).catch(() => undefined);
  people.line(room?.ok ? words.room : words.noRoom);
  people.line(words.done);
  if (json) output.line(JSON.stringify({ products: own.map(({ pid }) => pid), room: room?.ok === true }));
  return exitCodes.done;
}

/** Without a device it has no runs to cancel. */
type Shown = Pick<DemoFile['devices'][number], 'pid' | 'product'> & { deviceId: DeviceId | undefined };
type Said = { cancelled: string; undone: string; reason: string };

/** A product of the demonstration as if it had never been activated. */
export async function resetProduct(
  maker: Client<typeof control>,
  { deviceId, pid, product }: Shown,
  words: Said,
  output: Output,
): Promise<void> {
  const running = { search: deviceId, state: 'verifying' } as const;
  const { items } = deviceId ? await maker.listApplications({ query: running }) : { items: [] };
  for (const { id } of items) {
    await maker.cancelApplication({ params: { id } }).catch(unlessOver);
    output.line(words.cancelled.replace('{product}', product));
  }
  const known = await maker.getProduct({ params: { pid } }).catch(unlessNotThere);
  if (!known?.activation) return;
  await maker.undoActivation({ params: { pid }, body: { reason: words.reason } });
  output.line(words.undone.replace('{product}', product));
}

/** @returns undefined for a product of another maker, as one of the demonstration's is */
function unlessNotThere(error: unknown): undefined {
  if (error instanceof ProblemError && error.problem.code === 'not_found') return undefined;
  throw error;
}

/** A run may end by itself meanwhile: then there is nothing to cancel. */
function unlessOver(error: unknown): void {
  if (!(error instanceof ProblemError && error.problem.status === 409)) throw error;
}
