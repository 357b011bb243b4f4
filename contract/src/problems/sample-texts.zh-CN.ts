import type { ProblemTexts } from './fill-text.ts';

/** Of browsers as cameras. */
export const samples = {
  demonstration_only: {
    title: '浏览器只能作为演示产品的摄像机',
    remedy: '请在控制台新建一个标为“演示”的产品，签发授权码，再用它配网。',
  },
  demonstration_not_sold: {
    title: '该产品由浏览器摄像头开通，不能销售',
    remedy: '请点击“新增产品”，用带有自有固件的摄像机重新验证。通过后，新证书取代现有证书，即可销售。',
  },
  release_not_by_browser: {
    title: '浏览器摄像头没有运行您的固件',
    remedy: '请用已刷入该版本固件的摄像机验证。',
  },
} satisfies Partial<ProblemTexts>;
