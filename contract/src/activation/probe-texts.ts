import { changeText } from '../checks/change-text.ts';
import type { Finding } from '../checks/finding.ts';
import type { Language } from '../languages.ts';
import type { ProbeOutcome } from './progress.ts';

/** What came of a test event, and what to do about it. None of it is the verdict. */
export type ProbeText = { title: string; remedy: string };

/** Of a test that has ended: what the run is stopped by, or was. */
export type ProbeResult = {
  outcome: ProbeOutcome;
  findings: readonly Pick<Finding, 'code' | 'because'>[];
  /** Codes of what its calls were refused with. */
  refused: readonly string[];
};

/** `advised`: of a clip that passes, with something to look at. */
const texts: Record<Language, Record<ProbeOutcome | 'advised', ProbeText>> = {
  'zh-CN': {
    clean: { title: '上传测试正常', remedy: '设备的测试视频已完整收到，没有发现问题。请挥手。' },
    flawed: {
      title: '测试视频有问题',
      remedy: '测试视频已收到，但有下列问题，挥手后的视频多半也会有。请按下面的建议修改固件，再测一次。',
    },
    advised: {
      title: '上传测试通过，有建议',
      remedy: '测试视频已完整收到，没有错误；下列建议不影响开通，出货前请看一看。请挥手。',
    },
    declined: {
      title: '设备没有录测试视频',
      remedy: '设备回复：{reason}。这不影响验证，请继续挥手。',
    },
    silent: {
      title: '设备没有应答测试指令',
      remedy:
        '设备声明支持 probe，却没有回复该指令。请检查固件对 probe 指令的处理；不支持时请把 features.probe 报为 false。',
    },
    not_opened: {
      title: '设备没有打开测试事件',
      remedy:
        '设备应答了指令，但 HTTP 请求没有到达平台。请检查设备能否访问配网时得到的地址：DNS、防火墙、TLS 证书和系统时间。',
    },
    not_declared: {
      title: '测试事件打开后没有上传',
      remedy: '设备打开了测试事件，之后没有声明任何对象。请检查固件在打开事件之后的步骤。',
    },
    not_stored: {
      title: '测试视频没有传到存储',
      remedy:
        '设备声明了对象，但内容没有到达。请检查设备能否访问上传地址（可能与平台不是同一台主机），PUT 是否原样带上了给定的请求头。',
    },
    not_committed: {
      title: '测试视频没有提交',
      remedy: '内容已经收到，但设备没有提交（commit）。请在 PUT 成功后提交每个对象。',
    },
    not_closed: {
      title: '测试事件没有关闭',
      remedy: '所有对象都已收到，但设备没有关闭事件。请在最后一次提交后关闭事件。',
    },
    overtaken: { title: '测试已停止', remedy: '设备自己的事件先到，验证以它为准。' },
    undecided: { title: '平台没有来得及检查测试视频', remedy: '与设备无关，不影响验证。请挥手。' },
    out_of_time: { title: '上传测试的时间已到', remedy: '请挥手：验证只看挥手后的视频。' },
  },
  en: {
    clean: {
      title: 'The upload test is fine',
      remedy: 'The device’s test clip arrived complete, and nothing is wrong with it. Now wave.',
    },
    flawed: {
      title: 'The test clip has faults',
      remedy:
        'It arrived, with the faults below, and the clip after a wave will most likely have them too. Change the firmware as they say, then test again.',
    },
    advised: {
      title: 'The upload test is fine, with a recommendation',
      remedy:
        'It arrived complete and without an error. What is recommended below does not stop the activation; look at it before you ship. Now wave.',
    },
    declined: {
      title: 'The device made no test clip',
      remedy: 'It replied: {reason}. The verification does not depend on it: wave.',
    },
    silent: {
      title: 'The device did not answer the test command',
      remedy:
        'It says that it supports probe, and did not reply to it. Check how the firmware handles the probe command; if it cannot do it, report features.probe as false.',
    },
    not_opened: {
      title: 'The device opened no test event',
      remedy:
        'It answered the command, but no HTTP request of it arrived. Check that it reaches the address that it got at pairing: DNS, firewall, TLS certificate and clock.',
    },
    not_declared: {
      title: 'Nothing was uploaded to the test event',
      remedy: 'The device opened it and declared no object. Check what the firmware does after the event is open.',
    },
    not_stored: {
      title: 'The test clip did not reach the store',
      remedy:
        'An object was declared, and its bytes did not arrive. Check that the device reaches the upload address, which may be another host, and sends the PUT with exactly the headers given.',
    },
    not_committed: {
      title: 'The test clip was not committed',
      remedy: 'The bytes arrived, and no commit followed. Commit every object after its PUT has succeeded.',
    },
    not_closed: {
      title: 'The test event was not closed',
      remedy: 'All objects arrived, and the event stayed open. Close it after the last commit.',
    },
    overtaken: { title: 'The test was stopped', remedy: 'The device’s own event came first, and is what counts.' },
    undecided: {
      title: 'The platform did not get to the test clip',
      remedy: 'That is not the device’s doing, and the verification does not depend on it. Now wave.',
    },
    out_of_time: {
      title: 'The time for upload tests is over',
      remedy: 'Now wave: the verification looks only at the clip after it.',
    },
  },
};

/** Whether a test clip would pass, with recommendations. */
export const isAdvice = (outcome: ProbeOutcome | null, findings: readonly Pick<Finding, 'severity'>[]): boolean =>
  outcome === 'flawed' && findings.every(({ severity }) => severity === 'warning');

/** `reason`: the device's own, where it declined. `findings`: those of a clip that is flawed. */
export function probeText(
  outcome: ProbeOutcome,
  { reason, findings }: { reason: string | null; findings: readonly Pick<Finding, 'severity'>[] },
  language: Language,
): ProbeText {
  const { title, remedy } = texts[language][isAdvice(outcome, findings) ? 'advised' : outcome];
  return { title, remedy: remedy.replace('{reason}', reason ?? '') };
}

/** What is wrong by a test, by code: each cause once. */
const troublesOf = ({ outcome, findings, refused }: ProbeResult): Set<string> =>
  new Set([
    ...findings.filter(({ because }) => because === undefined).map(({ code }) => code),
    ...refused,
    ...(['clean', 'flawed', 'overtaken', 'undecided', 'out_of_time'].includes(outcome) ? [] : [outcome]),
  ]);

/** What the change between two tests made gone, and what is left or new by the later one. */
export function compareProbes(
  earlier: ProbeResult,
  later: ProbeResult,
): { gone: string[]; added: string[]; left: number } {
  const [before, after] = [troublesOf(earlier), troublesOf(later)];
  return {
    gone: [...before].filter((code) => !after.has(code)),
    added: [...after].filter((code) => !before.has(code)),
    left: after.size,
  };
}

/** The same as a line: "video.first_not_key gone, 1 left". */
export const probeChangeText = (earlier: ProbeResult, later: ProbeResult, language: Language): string =>
  changeText(compareProbes(earlier, later), language);
