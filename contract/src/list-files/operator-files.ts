import { ledger } from '../control/ledger.ts';
import { operatorSales } from '../control/operator.ts';
import { platform } from '../control/platform.ts';
import { amount, listFile, listFileByLine, moneyText, number, text, word, YES_NO, yesNo } from './list-file.ts';

/** The lists of those who run the platform, as files. */
export const operatorFiles = [
  listFile(ledger.listOrdersForOperator, 'orders', [
    text(['订单号', 'Order'], ({ orderId }) => orderId),
    text(['支付时间（UTC）', 'Paid at (UTC)'], ({ paidAt }) => paidAt),
    text(['区域', 'Region'], ({ region }) => region),
    text(['厂商', 'Maker'], ({ accountName }) => accountName),
    text(['厂商编号', 'Maker id'], ({ accountId }) => accountId),
    text(['PID', 'PID'], ({ pid }) => pid),
    text(['产品名称', 'Product'], ({ productName }) => productName),
    text(['订单状态', 'State'], ({ state }) => state),
    word(['是否体验套餐', 'Trial'], ({ trial }) => yesNo(trial), YES_NO),
    text(['币种', 'Currency'], ({ paid }) => paid.currency),
    amount(['实付金额', 'Paid'], ({ paid }) => paid),
    amount(['退款金额', 'Refunded'], ({ refunded }) => refunded),
    amount(['被拒绝的退款', 'Refund refused'], ({ refundRefused }) => refundRefused?.amount ?? null),
    text(['分成币种', 'Share currency'], ({ share }) => share.currency),
    amount(['分成金额', 'Share'], ({ share }) => share),
    text(['支付渠道', 'Provider'], ({ provider }) => provider),
    text(['支付流水号', 'Payment'], ({ paymentId }) => paymentId),
  ]),
  listFile(ledger.listStatementsForOperator, 'statements', [
    text(['月份', 'Month'], ({ month }) => month),
    text(['厂商', 'Maker'], ({ accountName }) => accountName),
    text(['厂商编号', 'Maker id'], ({ accountId }) => accountId),
    text(['结算金额', 'Settled'], ({ totals }) => totals.map(({ settled }) => moneyText(settled)).join(' / ')),
    text(['已付金额', 'Paid out'], ({ totals }) => totals.map(({ paidOut }) => moneyText(paidOut)).join(' / ')),
    text(['生成时间（UTC）', 'Made at (UTC)'], ({ createdAt }) => createdAt),
    text(['结算单号', 'Statement'], ({ id }) => id),
  ]),
  listFileByLine(ledger.listLedger, 'ledger', ({ key, at, postings }) =>
    postings.map((posting) => ({ key, at, ...posting })),
  )([
    text(['时间（UTC）', 'Time (UTC)'], ({ at }) => at),
    text(['凭证', 'Transaction'], ({ key }) => key),
    text(['科目', 'Account'], ({ account }) => account),
    text(['厂商', 'Maker'], ({ maker }) => maker),
    text(['币种', 'Currency'], ({ money }) => money.currency),
    amount(['金额', 'Amount'], ({ money }) => money),
  ]),
  listFile(platform.listMakers, 'makers', [
    text(['厂商编号', 'Maker id'], ({ accountId }) => accountId),
    text(['厂商', 'Maker'], ({ name }) => name),
    text(['登录名', 'Login'], ({ login }) => login),
    number(['产品数', 'Products'], ({ products }) => products),
    number(['已开通', 'Activated'], ({ activated }) => activated),
    text(['协议版本', 'Agreement'], ({ agreementVersion }) => agreementVersion),
    word(['已设收款账户', 'Payable'], ({ payable }) => yesNo(payable), YES_NO),
    text(['待付金额', 'Due'], ({ balances }) => balances.map(({ due }) => moneyText(due)).join(' / ')),
    text(['创建时间（UTC）', 'Created at (UTC)'], ({ createdAt }) => createdAt),
  ]),
  listFile(operatorSales.listActivatedProducts, 'activated-products', [
    text(['PID', 'PID'], ({ pid }) => pid),
    text(['产品名称', 'Product'], ({ name }) => name),
    text(['厂商', 'Maker'], ({ accountName }) => accountName),
    text(['厂商编号', 'Maker id'], ({ accountId }) => accountId),
    word(['销售状态', 'Sale'], ({ sale }) => sale.state, {
      on_sale: ['销售中', 'on sale'],
      stopped: ['已停售', 'stopped'],
      suspended: ['平台暂停', 'suspended'],
      demonstration: ['演示', 'demonstration'],
    }),
    text(['原因', 'Reason'], ({ sale }) => sale.reason),
    text(['开通时间（UTC）', 'Activated at (UTC)'], ({ activatedAt }) => activatedAt),
  ]),
  listFile(operatorSales.listContactRequestsForOperator, 'requests', [
    text(['时间（UTC）', 'Time (UTC)'], ({ at }) => at),
    word(['类型', 'Topic'], ({ topic }) => topic, {
      expired: ['云存储已过期', 'expired'],
      prepaid: ['预存款', 'prepaid'],
    }),
    word(['状态', 'State'], ({ state }) => state, {
      sent: ['已发送', 'sent'],
      in_contact: ['联系中', 'in contact'],
      closed: ['已关闭', 'closed'],
    }),
    text(['提交人', 'From'], ({ from }) => from),
    text(['联系方式', 'Contact'], ({ contact }) => contact),
    text(['内容', 'Message'], ({ message }) => message),
    text(['答复', 'Answer'], ({ answer }) => answer),
    text(['厂商', 'Maker'], ({ account }) => account?.name),
    text(['区域', 'Region'], ({ region }) => region),
    text(['设备 ID', 'Device id'], ({ deviceId }) => deviceId),
    text(['PID', 'PID'], ({ pid }) => pid),
  ]),
] as const;
