import type { CertifiedProduct, Language } from '@kaitong/contract';

export type CertifiedTexts = {
  title: string;
  about: string;
  search: string;
  find: string;
  more: string;
  first: string;
  all: string;
  none: string;
  noneText: string;
  end: string;
  /** {search} */
  notFound: string;
  company: string;
  service: string;
  services: Record<CertifiedProduct['service'], string>;
  firmware: string;
  rules: string;
  certifiedAt: string;
  listedAt: string;
};

export const certifiedTexts: Record<Language, CertifiedTexts> = {
  'zh-CN': {
    title: '已通过验证的产品',
    about: '以下产品由样机实际上传视频并通过验证，由厂商同意公开。点产品名称查看证书。',
    search: '产品、公司或 PID 开头',
    find: '搜索',
    more: '下一页',
    first: '回到第一页',
    all: '查看全部产品',
    none: '还没有厂商公开产品',
    noneText: '厂商可以在控制台的产品页公开已开通的产品。',
    end: '后面没有更多产品了。',
    notFound: '没有与“{search}”相符的产品',
    company: '公司',
    service: '服务',
    services: { 'video-cloud-storage': '视频云存储' },
    firmware: '固件版本',
    rules: '规则版本',
    certifiedAt: '证书签发',
    listedAt: '公开于',
  },
  en: {
    title: 'Products that passed',
    about:
      'A sample of each of these products uploaded video and was verified; its maker agreed to have it listed. The name leads to the certificate.',
    search: 'Product, company or beginning of a PID',
    find: 'Search',
    more: 'Next page',
    first: 'Back to the first page',
    all: 'Show all products',
    none: 'No maker has listed a product yet',
    noneText: 'Makers list activated products on the product’s page of the console.',
    end: 'There are no more products.',
    notFound: 'No product matches “{search}”',
    company: 'Company',
    service: 'Service',
    services: { 'video-cloud-storage': 'Video cloud storage' },
    firmware: 'Firmware',
    rules: 'Version of the rules',
    certifiedAt: 'Certified',
    listedAt: 'Listed since',
  },
};
