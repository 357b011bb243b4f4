import type { Language } from '@kaitong/contract';
import type { AgreementText } from '../services.ts';

/** A version that accounts agreed to never changes; a correction is a new version in a further migration. */
export const videoCloudStorage20190410: Record<Language, AgreementText> = {
  'zh-CN': {
    title: '摄像头产品视频云存储客户分成协议',
    chapters: [
      {
        title: '一、分成规则',
        paragraphs: [
          '1.1 您自行负责视频云存储服务在您的产品上的运营及售后服务，并承担由此产生的费用。',
          '1.2 您获得的分成为终端用户实际支付金额的 10%。实际支付金额，指扣除优惠券及其他营销抵扣之后，终端用户最终支付的金额。中国大陆以外地区的收入，以该服务的美元标价为基准结算：用实际支付金额占当地标价的比例，乘以该服务的美元标价，得出结算基数。',
          '举例：某服务的标价为美国 10 美元/月、日本 100 日元/月。一位日本用户购买一个月，使用 30 日元优惠券，实际支付 70 日元，即当地标价的 70%。结算基数为 10 美元 × 70% = 7 美元，您获得的分成为 7 美元 × 10% = 0.70 美元。',
        ],
      },
    ],
  },
  en: {
    title: 'Revenue share agreement for video cloud storage on camera products',
    chapters: [
      {
        title: 'I. Revenue share',
        paragraphs: [
          '1.1 You operate the video cloud storage service on your products and its after-sales service yourself, and bear their cost.',
          '1.2 Your share is 10 % of what end users actually paid, that is, the amount that remains after coupons and other marketing deductions. Income from outside mainland China is settled on the service’s US-dollar list price: the fraction of the local list price that was actually paid, times the US-dollar list price, is the amount that your share is taken of.',
          'Example: a service is listed at 10 USD a month in the United States and at 100 JPY a month in Japan. A user in Japan buys one month with a coupon of 30 JPY and pays 70 JPY, which is 70 % of the local list price. The settled amount is 10 USD × 70 % = 7 USD, and your share is 7 USD × 10 % = 0.70 USD.',
        ],
      },
    ],
  },
};
