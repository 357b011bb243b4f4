import { outcomeText } from '../conformance/texts.ts';
import { applications } from '../control/applications.ts';
import { billing } from '../control/billing.ts';
import { conformance } from '../control/conformance.ts';
import { products } from '../control/products.ts';
import { sales } from '../control/sales.ts';
import { services } from '../control/services.ts';
import { amount, listFile, number, text, titleOf, word, YES_NO, yesNo } from './list-file.ts';

const PID = ['PID', 'PID'] as const;
const PRODUCT = ['产品名称', 'Product'] as const;
const DEVICE = ['设备 ID', 'Device id'] as const;
const FIRMWARE = ['固件版本', 'Firmware'] as const;
const REGION = ['区域', 'Region'] as const;
const STATE = ['状态', 'State'] as const;

const RUNNING = ['进行中', 'running'] as const;
const STAGES = { debug: ['调试', 'debug'], released: ['已发布', 'released'] } as const;
const PLANS = { event: ['事件录像', 'event'], continuous: ['连续录像', 'continuous'] } as const;

/** The lists of the console, as files. */
export const makerFiles = [
  listFile(products.listProducts, 'products', [
    text(PID, ({ pid }) => pid),
    text(PRODUCT, ({ name }) => name),
    word(['云存储', 'Cloud storage'], ({ activation }) => (activation ? 'active' : 'inactive'), {
      active: ['已开通', 'activated'],
      inactive: ['未开通', 'not activated'],
    }),
    text(['建议最低固件', 'Lowest firmware'], ({ activation }) => activation?.firmware),
    word(['阶段', 'Stage'], ({ stage }) => stage, STAGES),
    number(['授权码', 'Licences'], ({ licences }) => licences),
    word(['权限', 'Role'], ({ role }) => role, {
      owner: ['所有者', 'owner'],
      administrator: ['管理员', 'administrator'],
      developer: ['开发者', 'developer'],
      commerce: ['运营', 'commerce'],
      viewer: ['查看者', 'viewer'],
    }),
    text(['创建时间（UTC）', 'Created at (UTC)'], ({ createdAt }) => createdAt),
  ]),
  listFile(products.listDevices, 'devices', [
    text(DEVICE, ({ deviceId }) => deviceId),
    text(['UUID', 'UUID'], ({ uuid }) => uuid),
    text(PID, ({ pid }) => pid),
    text(REGION, ({ region }) => region),
    word(['在线状态', 'Presence'], ({ presence }) => presence, {
      online: ['在线', 'online'],
      offline: ['离线', 'offline'],
      dormant: ['休眠', 'dormant'],
    }),
    text(FIRMWARE, ({ firmware }) => firmware),
    word(['测试账号', 'Tester'], ({ tester }) => yesNo(tester), YES_NO),
    text(['最近在线（UTC）', 'Last seen (UTC)'], ({ lastSeenAt }) => lastSeenAt),
    text(['配网时间（UTC）', 'Paired at (UTC)'], ({ pairedAt }) => pairedAt),
  ]),
  listFile(products.listLicences, 'licences', [
    text(['UUID', 'UUID'], ({ uuid }) => uuid),
    text(PID, ({ pid }) => pid),
    text(['批次', 'Batch'], ({ batch }) => batch),
    word(STATE, ({ state }) => state, {
      unused: ['未使用', 'unused'],
      paired: ['已配网', 'paired'],
      revoked: ['已吊销', 'revoked'],
    }),
    text(['配网区域', 'Paired in'], ({ pairedIn }) => pairedIn),
    text(['签发时间（UTC）', 'Issued at (UTC)'], ({ issuedAt }) => issuedAt),
    text(['吊销时间（UTC）', 'Revoked at (UTC)'], ({ revokedAt }) => revokedAt),
  ]),
  listFile(applications.listApplications, 'applications', [
    text(['申请时间（UTC）', 'Applied at (UTC)'], ({ createdAt }) => createdAt),
    text(DEVICE, ({ deviceId }) => deviceId),
    word(['审核状态', 'Review status'], ({ state }) => state, {
      verifying: ['验证中', 'verifying'],
      approved: ['审核通过', 'approved'],
      rejected: ['审核不通过', 'rejected'],
      cancelled: ['已取消', 'cancelled'],
      refused: ['校验未通过', 'refused'],
    }),
    text(['原因代码', 'Reason'], ({ problem }) => problem?.code),
    text(['检测项', 'Findings'], ({ findings }) => [...new Set(findings.map(({ code }) => code))].join(' ')),
    text(PID, ({ pid }) => pid),
    text(PRODUCT, ({ productName }) => productName),
    text(FIRMWARE, ({ firmware }) => firmware),
    text(REGION, ({ region }) => region),
    text(['申请编号', 'Application'], ({ id }) => id),
    text(['结束时间（UTC）', 'Ended at (UTC)'], ({ endedAt }) => endedAt),
  ]),
  listFile(conformance.listConformance, 'extended-tests', [
    text(['开始时间（UTC）', 'Started at (UTC)'], ({ createdAt }) => createdAt),
    text(DEVICE, ({ deviceId }) => deviceId),
    text(PID, ({ pid }) => pid),
    text(PRODUCT, ({ productName }) => productName),
    text(FIRMWARE, ({ firmware }) => firmware),
    {
      titles: ['结果', 'Outcome'],
      // Not simply passed where an item was not tested.
      cell: (test, language) => ({
        text: test.state === 'running' ? titleOf({ titles: RUNNING }, language) : outcomeText(test, language),
      }),
    },
    number(['通过项', 'Passed'], ({ items }) => items.filter(({ verdict }) => verdict === 'pass').length),
    number(['总项数', 'Items'], ({ items }) => items.filter(({ reason }) => reason?.code !== 'not_chosen').length),
    text(['测试编号', 'Test'], ({ id }) => id),
  ]),
  listFile(sales.listServiceItems, 'service-items', [
    text(PID, ({ pid }) => pid),
    text(PRODUCT, ({ productName }) => productName),
    word(['阶段', 'Stage'], ({ stage }) => stage, STAGES),
    word(['销售状态', 'Sale'], ({ sale }) => sale.state, {
      on_sale: ['销售中', 'on sale'],
      stopped: ['已停售', 'stopped'],
      suspended: ['平台暂停', 'suspended'],
      demonstration: ['演示', 'demonstration'],
    }),
    number(['套餐数', 'Plans'], ({ plans }) => plans.length),
    text(['建议最低固件', 'Lowest firmware'], ({ firmware }) => firmware),
    text(['开通时间（UTC）', 'Activated at (UTC)'], ({ activatedAt }) => activatedAt),
  ]),
  listFile(sales.listCoupons, 'coupons', [
    text(['优惠码', 'Code'], ({ code }) => code),
    text(['名称', 'Name'], ({ name }) => name),
    word(STATE, ({ state }) => state, {
      planned: ['未开始', 'planned'],
      in_force: ['生效中', 'in force'],
      used_up: ['已用完', 'used up'],
      expired: ['已过期', 'expired'],
      ended: ['已结束', 'ended'],
    }),
    number(['已使用', 'Used'], ({ used }) => used),
    number(['上限', 'Limit'], ({ limit }) => limit),
    text(['PID', 'PIDs'], ({ pids }) => pids.join(' ')),
    text(['开始时间（UTC）', 'Valid from (UTC)'], ({ validFrom }) => validFrom),
    text(['结束时间（UTC）', 'Valid until (UTC)'], ({ validUntil }) => validUntil),
  ]),
  listFile(services.listServiceOrders, 'service-orders', [
    text(['服务订单号', 'Service order'], ({ id }) => id),
    text(['服务', 'Service'], ({ serviceId }) => serviceId),
    text(['协议版本', 'Agreement'], ({ agreementVersion }) => agreementVersion),
    word(STATE, ({ state }) => state, { in_force: ['生效中', 'in force'], ended: ['已结束', 'ended'] }),
    text(['提交时间（UTC）', 'Submitted at (UTC)'], ({ createdAt }) => createdAt),
  ]),
  listFile(billing.listMakerOrders, 'orders', [
    text(['订单号', 'Order'], ({ orderId }) => orderId),
    text(['支付时间（UTC）', 'Paid at (UTC)'], ({ paidAt }) => paidAt),
    text(PID, ({ pid }) => pid),
    text(PRODUCT, ({ productName }) => productName),
    text(REGION, ({ region }) => region),
    word(['套餐类型', 'Plan'], ({ terms }) => terms.kind, PLANS),
    number(['存储天数', 'Days kept'], ({ terms }) => terms.retentionDays),
    word(['是否体验套餐', 'Trial'], ({ trial }) => yesNo(trial), YES_NO),
    text(['优惠券', 'Coupon'], ({ coupon }) => coupon),
    text(['币种', 'Currency'], ({ paid }) => paid.currency),
    amount(['标价', 'List price'], ({ listPrice }) => listPrice),
    amount(['实付金额', 'Paid'], ({ paid }) => paid),
    amount(['退款金额', 'Refunded'], ({ refunded }) => refunded),
    number(['分成比例（%）', 'Share (%)'], ({ sharePercent }) => sharePercent),
    text(['分成币种', 'Share currency'], ({ share }) => share.currency),
    amount(['分成金额', 'Share'], ({ share }) => share),
  ]),
] as const;
