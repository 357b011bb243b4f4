import type { Language } from '@kaitong/contract';

type Texts = {
  title: string;
  intro: string;
  room: string;
  desk: string;
  phone: string;
  show: string;
  add: string;
  clock: string;
  counts: string;
  original: string;
  done: string;
  wave: string;
  acts: string;
  first: string;
  second: string;
};

export const stageTexts: Record<Language, Texts> = {
  'zh-CN': {
    title: '同屏演示',
    intro: '样机室、控制台和手机在同一屏：在一处操作，另外两处立刻看到。',
    room: '样机室',
    desk: '控制台',
    phone: '手机',
    show: '显示哪一处',
    add: '新增产品',
    clock: '用时',
    counts: '从打开“新增产品”到“开通成功”，包括您选样机和挥手的时间',
    original: '原平台：2–3 分钟',
    done: '开通成功，用时 {time}',
    wave: '请挥手',
    acts: '怎么演',
    first: '第一幕：点“新增产品”，选“{good}”，在样机室挥手。开通成功后，手机上这台摄像机出现云存储入口。',
    second:
      '第二幕：再新增“{broken}”，上传测试会指出故障。在样机室点“修复固件”，回控制台点“再测一次”，再挥手，这次通过。',
  },
  en: {
    title: 'On one stage',
    intro: 'Room, console and phone on one page: what is done in one shows in the others at once.',
    room: 'Room',
    desk: 'Console',
    phone: 'Phone',
    show: 'Which one to show',
    add: 'Add product',
    clock: 'Elapsed',
    counts: 'from opening Add product to Activated, your choosing and waving included',
    original: 'original: 2–3 minutes',
    done: 'Activated after {time}',
    wave: 'wave now',
    acts: 'How it is played',
    first:
      'First act: Add product, choose “{good}”, wave in the room. Once it is activated, cloud storage appears with that camera on the phone.',
    second:
      'Second act: add “{broken}” too. The upload test names its fault: Fix the firmware in the room, Test again in the console, wave, and it passes.',
  },
};
