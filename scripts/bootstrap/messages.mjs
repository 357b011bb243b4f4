// What the bootstrap says, one sentence each: what happened, why, what to do. Syntax of Node 13.2, see ../bootstrap.mjs.
const en = {
  nodeTooOld: (version) => `Kaitong needs Node 20 or newer; this is ${version}. Install Node 24 and try again.`,
  platformUnsupported: (platform) =>
    `Kaitong runs on Linux with glibc (x64, arm64) and on macOS (Apple silicon); this is ${platform}, for which its database has no build.`,
  nodeNotPinned: (platform, wanted) =>
    `Kaitong needs Node ${wanted} and cannot fetch it for ${platform}: install Node ${wanted} yourself and try again.`,
  npmMissing: () =>
    'Kaitong needs npm to set itself up, and there is none here: install npm 9 or newer (it normally comes with Node) and try again.',
  registryUnreachable: (detail) =>
    `The npm registry cannot be reached (${detail}), and a first start needs it: check the network, or set a mirror ("npm config set registry <address>") or a proxy (HTTPS_PROXY).`,
  registryRefused: (detail) =>
    `The npm registry does not give out a package that Kaitong needs (${detail}): check the mirror and its permissions ("npm config get registry"), or use another one.`,
  packageMissing: (name) =>
    `npm did not bring ${name}, which Kaitong needs: check that the npm registry can be reached and has it, then try again.`,
  packageDamaged: (detail) =>
    `A downloaded package is not the one that package-lock.json asks for (${detail}): run "npm cache clean --force", or use another registry.`,
  diskFull: (place) =>
    `The disk is full: setting up needs about 1.5 GB at ${place} and in npm's cache; free some space and try again.`,
  notWritable: (place, detail) =>
    `Kaitong cannot write to ${place} (${detail}): put it in a folder that belongs to you, or correct the permissions, and try again.`,
  npmFailed: (detail) => `npm could not set Kaitong up (${detail}); its own message is above.`,
  waitingForOther: () => 'Another start or test of this folder is setting it up; waiting for it.',
  fetchingNode: (wanted, have) =>
    `Kaitong runs on Node ${wanted}; this machine has ${have}. Fetching it once into .runtime/ (about 45 MB).`,
  fetchingNodeProgress: (seconds) => `  fetching Node, ${seconds} s`,
  installing: () => 'Installing the packages Kaitong is made of (once; about a minute on a fresh machine).',
  installingProgress: (done, total, seconds) => `  ${done} of ${total} packages, ${seconds} s`,
  installed: (seconds) => `Set up in ${seconds} s.`,
  startedAgain: (how, seconds) =>
    `Kaitong died (${how}). It is started again in ${seconds} s; kaitong.log in its data folder may say why.`,
  givenUp: (how) =>
    `Kaitong died five times in a row before it was ready (${how} the last time), and is not started again: what it said last is above, and in kaitong.log in its data folder.`,
  binNotSetUp: (name) => `${name} is not set up yet: run "npm start" in ${root()} once, then try again.`,
};

const zh = {
  nodeTooOld: (version) => `开通需要 Node 20 或更新版本，当前为 ${version}。请安装 Node 24 后重试。`,
  platformUnsupported: (platform) =>
    `开通支持 Linux（glibc，x64 或 arm64）和 macOS（Apple 芯片）；当前系统为 ${platform}，内置数据库没有对应的版本。`,
  nodeNotPinned: (platform, wanted) =>
    `开通需要 Node ${wanted}，但无法为 ${platform} 自动下载：请自行安装 Node ${wanted} 后重试。`,
  npmMissing: () => '安装开通需要 npm，但本机没有找到：请安装 npm 9 或更新版本（通常随 Node 一起安装）后重试。',
  registryUnreachable: (detail) =>
    `无法连接 npm 源（${detail}），而首次启动需要从中下载：请检查网络，或设置镜像（npm config set registry <地址>）或代理（HTTPS_PROXY）。`,
  registryRefused: (detail) =>
    `npm 源没有提供开通所需的软件包（${detail}）：请检查镜像及其权限（npm config get registry），或换用其他源。`,
  packageMissing: (name) => `npm 没有下载到开通所需的 ${name}：请确认 npm 源可以访问且包含该软件包，然后重试。`,
  packageDamaged: (detail) =>
    `下载的软件包与 package-lock.json 不一致（${detail}）：请执行 npm cache clean --force，或换用其他源。`,
  diskFull: (place) => `磁盘空间不足：${place} 和 npm 缓存共需约 1.5 GB，请清理空间后重试。`,
  notWritable: (place, detail) => `无法写入 ${place}（${detail}）：请把开通放在您有写权限的目录，或修改权限后重试。`,
  npmFailed: (detail) => `npm 未能完成安装（${detail}），详情见上方 npm 的输出。`,
  waitingForOther: () => '另一个启动或测试正在安装本目录，等待其完成。',
  fetchingNode: (wanted, have) =>
    `开通运行在 Node ${wanted} 上，本机为 ${have}。正在下载到 .runtime/（约 45 MB，仅此一次）。`,
  fetchingNodeProgress: (seconds) => `  正在下载 Node，已用 ${seconds} 秒`,
  installing: () => '正在安装开通所需的软件包（仅此一次，新机器上约一分钟）。',
  installingProgress: (done, total, seconds) => `  已安装 ${done} / ${total} 个软件包，已用 ${seconds} 秒`,
  installed: (seconds) => `安装完成，用时 ${seconds} 秒。`,
  startedAgain: (how, seconds) =>
    `开通意外退出（${how}），${seconds} 秒后自动重启；原因可查看数据目录中的 kaitong.log。`,
  givenUp: (how) =>
    `开通连续五次未就绪就退出（最后一次：${how}），不再自动重启：请查看上面的输出和数据目录中的 kaitong.log。`,
  binNotSetUp: (name) => `${name} 尚未安装：请先在 ${root()} 中运行一次 npm start，然后重试。`,
};

function root() {
  return decodeURIComponent(new URL('../..', import.meta.url).pathname);
}

const { LC_ALL, LC_MESSAGES, LANG } = process.env;

/** In Chinese where the terminal's locale is Chinese, else in English. */
export const messages = /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? zh : en;
