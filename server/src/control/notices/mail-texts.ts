import {
  itemText,
  type Language,
  mayCall,
  type ProblemCode,
  problemText,
  type Role,
  soakRuleText,
  type Told,
  type UploadTally,
  verdictText,
  type WaiverSubject,
} from '@kaitong/contract';
import { uploadSuccess } from '@kaitong/core';
import type { Mail } from '../../mail/open-mailer.ts';

type Place = { language: Language; publicUrl: string; role: Role };
type Said = { subject: string; lines: string[] };

/** A notice as a mail: what happened, and where whoever has that role in the account looks. */
export function composeNoticeMail(told: Told, { language, publicUrl, role }: Place): Pick<Mail, 'subject' | 'text'> {
  const { subject, lines } = (language === 'en' ? english : chinese)(told);
  const foot =
    language === 'en' ? `Choose which mails you get: ${publicUrl}/notices` : `选择接收哪些邮件：${publicUrl}/notices`;
  return { subject, text: `${[...lines, `${publicUrl}${pathOf(told, role)}`, foot].join('\n\n')}\n` };
}

function pathOf({ kind, data }: Told, role: Role): string {
  switch (kind) {
    case 'application.approved':
    case 'application.rejected':
    case 'certificate.revoked':
      return mayCall('getApplication', role) || data.pid === null
        ? `/applications/${data.applicationId}`
        : `/products/${data.pid}`;
    case 'release.halted':
    case 'release.not_verified':
    case 'waiver.ending':
    case 'waiver.ended':
      return `/products/${data.pid}`;
    case 'soak.ended':
      return `/soaks/${data.soakId}`;
    case 'statement.ready':
      return '/billing?tab=statements';
    case 'webhook.disabled':
      return `/webhooks/${data.webhookId}`;
  }
}

const success = (tally: UploadTally): string => `${(uploadSuccess(tally) ?? 0).toFixed(1)} %`;

type Became = { isHalted: boolean; isSaleStopped: boolean };
type BecameTexts = { nothing: string; halted: string; stopped: string };
function becameOf({ isHalted, isSaleStopped }: Became, { nothing, halted, stopped }: BecameTexts): string[] {
  if (!isHalted && !isSaleStopped) return [nothing];
  return [...(isHalted ? [halted] : []), ...(isSaleStopped ? [stopped] : [])];
}

type Named = { productName: string | null; pid: string | null };
const nameOf = ({ productName, pid }: Named): string => [productName, pid].filter((part) => part !== null).join(' ');

function english({ kind, data }: Told): Said {
  switch (kind) {
    case 'application.approved':
      return {
        subject: `Approved: ${nameOf(data)}`,
        lines: [
          `Video cloud storage is activated for ${nameOf(data)}. The sample ${data.deviceId} passed with firmware ${data.firmware}; ship at least this version.`,
        ],
      };
    case 'application.rejected':
      return {
        subject: `Not approved: ${nameOf(data)}`,
        lines: [
          `The application with the sample ${data.deviceId} was not approved. ${reason(data.problem, 'en')}`,
          ...(data.findings.length > 0 ? [`Checks that failed: ${data.findings.join(', ')}`] : []),
        ],
      };
    case 'certificate.revoked':
      return {
        subject: `Certificate revoked: ${nameOf(data)}`,
        lines: [
          data.reason === 'activation_undone'
            ? `The activation of ${nameOf(data)} was undone in your account, and its certificate is revoked. What owners paid for runs on.`
            : `The operator suspended new sales of ${nameOf(data)}, and its certificate is revoked. The reason stands on the product’s page; what owners paid for runs on.`,
        ],
      };
    case 'statement.ready':
      return {
        subject: `Statement of ${data.month}`,
        lines: [`Your statement of ${data.month} is ready.`],
      };
    case 'release.halted':
      return {
        subject: `Firmware ${data.version} halted: ${nameOf(data)}`,
        lines: [
          `Of the uploads of ${data.updated.units} units that run ${data.version}, ${success(data.updated)} arrived; of the others’, ${success(data.others)}. So it is offered to nobody any more. What owners have goes on working.`,
          `To bring back the units that took it, sign the version before as one that takes it back (kaitong firmware sign --takes-back ${data.version}) and release that. To go on all the same, resume the release.`,
        ],
      };
    case 'release.not_verified':
      return {
        subject: `Firmware ${data.version} not verified: ${nameOf(data)}`,
        lines: [
          `The verification of firmware ${data.version} with ${data.deviceId} ended without a pass. ${reason(data.problem, 'en')}`,
          ...(data.findings.length > 0 ? [`Checks that failed: ${data.findings.join(', ')}`] : []),
          ...becameOf(data, {
            nothing:
              'Nothing changed for the release and its product. Begin the verification again when the camera is ready.',
            halted: 'It is offered to nobody any more.',
            stopped:
              'New sales of the product are stopped; what owners paid for goes on. Once mended firmware has passed, resume the sale on the product’s page.',
          }),
        ],
      };
    case 'waiver.ending':
      return {
        subject: `A waiver ends: ${nameOf(data)}`,
        lines: [
          `What the operator waived of ${nameOf(data)} (${subjectOf(data.subject, 'en')}) is waived until ${data.endsAt}. From then on it is shown as a flaw again. Have mended firmware verified until then, or ask the operator.`,
        ],
      };
    case 'waiver.ended':
      return {
        subject: `A waiver has ended: ${nameOf(data)}`,
        lines: [
          data.isWithdrawn
            ? `The operator ended the waiver of ${nameOf(data)} (${subjectOf(data.subject, 'en')}) before its time. It is shown as a flaw again; activation and sales do not change.`
            : `The waiver of ${nameOf(data)} (${subjectOf(data.subject, 'en')}) has ended. It is shown as a flaw again; activation and sales do not change.`,
        ],
      };
    case 'soak.ended':
      return {
        subject: `24-hour soak: ${verdictText(data.outcome, 'en')}: ${nameOf(data)}`,
        lines: [
          `The soak of ${nameOf(data)} with ${data.deviceId} is over: ${verdictText(data.outcome, 'en')}. ${data.hours} of 24 hours were watched.${early(data.problem, 'en')}`,
          ...(data.findings.length > 0
            ? [`Not met: ${data.findings.map((rule) => soakRuleText(rule, 'en').name).join(', ')}`]
            : []),
        ],
      };
    case 'webhook.disabled':
      return {
        subject: 'A webhook was switched off',
        lines: [
          data.reason === 'gone'
            ? `${data.url} answered 410 Gone, so nothing is sent to it any more.`
            : `Nothing has arrived at ${data.url} for three days, so nothing is sent to it any more. Mend it and switch it on: what waited is sent then.`,
        ],
      };
  }
}

function chinese({ kind, data }: Told): Said {
  switch (kind) {
    case 'application.approved':
      return {
        subject: `审核通过：${nameOf(data)}`,
        lines: [
          `${nameOf(data)} 已开通视频云存储。样机 ${data.deviceId} 以固件 ${data.firmware} 通过验证，出货固件请不低于此版本。`,
        ],
      };
    case 'application.rejected':
      return {
        subject: `审核不通过：${nameOf(data)}`,
        lines: [
          `使用样机 ${data.deviceId} 的申请未通过。${reason(data.problem, 'zh-CN')}`,
          ...(data.findings.length > 0 ? [`未通过的检测项：${data.findings.join('、')}`] : []),
        ],
      };
    case 'certificate.revoked':
      return {
        subject: `证书已吊销：${nameOf(data)}`,
        lines: [
          data.reason === 'activation_undone'
            ? `${nameOf(data)} 的开通已由贵方账号撤销，验证证书随之吊销。用户已购买的服务不受影响。`
            : `平台运营方暂停了 ${nameOf(data)} 的新售，验证证书随之吊销。原因见产品页面，用户已购买的服务不受影响。`,
        ],
      };
    case 'statement.ready':
      return {
        subject: `${data.month} 对账单`,
        lines: [`${data.month} 的对账单已生成。`],
      };
    case 'release.halted':
      return {
        subject: `固件 ${data.version} 已暂停推送：${nameOf(data)}`,
        lines: [
          `已升级到 ${data.version} 的 ${data.updated.units} 台设备，上传成功率为 ${success(data.updated)}，其他设备为 ${success(data.others)}，因此平台已停止推送该版本。用户已购买的服务不受影响。`,
          `如需让已升级的设备回退，请把上一版本签名为收回该版本的发布（kaitong firmware sign --takes-back ${data.version}），再推送它。如确认没有问题，也可以恢复推送。`,
        ],
      };
    case 'release.not_verified':
      return {
        subject: `固件 ${data.version} 未通过验证：${nameOf(data)}`,
        lines: [
          `用设备 ${data.deviceId} 对固件 ${data.version} 的验证已结束，未通过。${reason(data.problem, 'zh-CN')}`,
          ...(data.findings.length > 0 ? [`未通过的检测项：${data.findings.join('、')}`] : []),
          ...becameOf(data, {
            nothing: '该发布和产品没有任何变化。设备就绪后，可以重新验证。',
            halted: '平台已停止推送该版本。',
            stopped: '产品已停止新售，用户已购买的服务不受影响。修复后的固件通过验证后，请在产品页面恢复销售。',
          }),
        ],
      };
    case 'waiver.ending':
      return {
        subject: `豁免即将到期：${nameOf(data)}`,
        lines: [
          `平台运营方对 ${nameOf(data)} 的豁免（${subjectOf(data.subject, 'zh-CN')}）将于 ${data.endsAt} 到期，届时会重新显示为问题。请在此之前用修复后的固件通过验证，或联系平台运营方。`,
        ],
      };
    case 'waiver.ended':
      return {
        subject: `豁免已结束：${nameOf(data)}`,
        lines: [
          data.isWithdrawn
            ? `平台运营方提前结束了对 ${nameOf(data)} 的豁免（${subjectOf(data.subject, 'zh-CN')}），现已重新显示为问题。开通和销售不受影响。`
            : `对 ${nameOf(data)} 的豁免（${subjectOf(data.subject, 'zh-CN')}）已到期，现已重新显示为问题。开通和销售不受影响。`,
        ],
      };
    case 'soak.ended':
      return {
        subject: `24 小时老化测试${verdictText(data.outcome, 'zh-CN')}：${nameOf(data)}`,
        lines: [
          `${nameOf(data)} 使用设备 ${data.deviceId} 的老化测试已结束，结果为${verdictText(data.outcome, 'zh-CN')}，共观察 ${data.hours} / 24 小时。${early(data.problem, 'zh-CN')}`,
          ...(data.findings.length > 0
            ? [`未达标：${data.findings.map((rule) => soakRuleText(rule, 'zh-CN').name).join('、')}`]
            : []),
        ],
      };
    case 'webhook.disabled':
      return {
        subject: '有一个 Webhook 已停用',
        lines: [
          data.reason === 'gone'
            ? `${data.url} 返回了 410 Gone，不再向其推送。`
            : `三天来没有任何事件送达 ${data.url}，已停止推送。修复接收端后重新启用，等待中的事件会随即发送。`,
        ],
      };
  }
}

const subjectOf = ({ kind, code }: WaiverSubject, language: Language): string =>
  kind === 'item' ? itemText(code, language).title : code;

const early = (problem: ProblemCode | null, language: Language): string =>
  problem === null ? '' : `${language === 'en' ? ' ' : ''}${reason(problem, language)}`;

/** Titles that need more than a code are for the page. */
function reason(code: ProblemCode, language: Language): string {
  const { title } = problemText(code, {}, language);
  return title.includes('{') ? '' : `${title}${language === 'en' ? '.' : '。'}`;
}
