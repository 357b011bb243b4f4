import type { ProblemTexts } from './fill-text.ts';

/** 固件发布与推送。 */
export const firmware = {
  firmware_key_refused: {
    title: '这不是 Ed25519 公钥',
    remedy: '请提供 PEM 格式的公钥（以 BEGIN PUBLIC KEY 开头，可用 `openssl pkey -pubout` 导出）。私钥请自行妥善保管。',
  },
  firmware_keys_full: {
    title: '该产品已登记 {n} 个固件公钥',
    remedy: '请先移除不再使用的公钥。',
  },
  release_signature_wrong: {
    title: '签名与该产品登记的固件公钥都不匹配',
    remedy: '请先在产品的固件公钥里登记公钥，再用对应的私钥签名：`kaitong firmware sign`。',
  },
  release_of_other_product: {
    title: '这份签名属于其他产品',
    remedy: '签名里的 PID 是 {pid}。请为要发布的产品重新签名。',
  },
  release_exists: {
    title: '版本 {version} 已经发布过',
    remedy: '同一个版本号只能发布一次，以免一个版本号对应两个镜像。请换用更高的版本号。',
  },
  releases_full: {
    title: '该产品已有 {n} 个发布版本',
    remedy: '已达到上限，请联系平台运营方。',
  },
  release_move_refused: {
    title: '该版本现在不能进行此操作',
    remedy: '可能已有人更改了它。请查看发布列表，其中列出了当前可进行的操作。',
  },
  release_not_verified: {
    title: '固件 {version} 尚未通过验证，推送范围不能超过 5%',
    remedy:
      '请用一台已升级到该版本的测试设备：在固件页面验证该发布，或运行完整的扩展测试 `kaitong conformance DEVICE_ID`。通过后即可继续扩大推送。',
  },
  release_not_on_device: {
    title: '设备运行的是 {firmware}，而该发布是 {version}',
    remedy: '请先让它升级：推送到 5% 时，轮到它就会收到；也可以手动刷入 {version}。',
  },
  release_image_missing: {
    title: '该版本还没有上传镜像',
    remedy: '请先上传签名时所用的完整镜像，再开始推送。',
  },
  release_image_wrong: {
    title: '上传的不是签名时的镜像',
    remedy: '文件长度或 SHA-256 与签名不一致。请上传签名时所用的原文件。',
  },
  firmware_not_offered: {
    title: '这台摄像机现在不能安装该固件',
    remedy: '该版本已撤回、正在安装，或已有更新的版本。请以页面显示为准。',
  },
} satisfies Partial<ProblemTexts>;
