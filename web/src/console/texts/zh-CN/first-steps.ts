/** 控制台首页的清单：从新账号到产品上架。 */
export const firstSteps = {
  firstSteps: {
    title: '从这里到产品上架',
    count: '已完成 {{done}}/{{all}}',
    done: '已完成',
    agreement: {
      title: '签署分成协议',
      text: '阅读视频云存储的分成协议后提交申请，协议立即生效。',
      go: '去签署协议',
    },
    product: {
      title: '创建产品',
      text: '每个产品型号有一个 PID，同型号的设备都属于它。',
      go: '去创建产品',
    },
    licence: {
      title: '申请设备授权码',
      text: '打开产品，申请授权码（UUID 和 AuthKey），烧录到样机里。一台设备一组。',
      go: '去产品列表',
    },
    pair: {
      title: '给样机配网',
      text: '用手机打开样机所在区域的 App，注册后点“添加摄像机”，让样机扫描配网二维码。',
      app: '{{region}}区 App',
      code: '{{app}}的二维码',
      here: '本服务器只有这台电脑能访问，手机扫码打不开：请点链接，在这台电脑上打开 App。',
    },
    wave: {
      title: '对着样机挥手，通过验证',
      text: '新增产品，选择样机，然后在镜头前挥几次手。好的样机只需十几秒。',
      go: '新增产品',
    },
    sell: {
      title: '正式上架',
      text: '产品已开通，目前处于调试阶段。打开服务商品，选好套餐，再点“结束调试阶段”，用户就能购买。',
      go: '去服务商品',
    },
  },
} as const;
