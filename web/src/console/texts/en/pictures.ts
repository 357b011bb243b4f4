import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { pictures as zhCN } from '../zh-CN/pictures.ts';

export const pictures: SameTexts<typeof zhCN> = {
  about: 'What the clip shows, second by second; seconds: {{n}}',
  choose: 'Choose a second',
  colour: 'Colour',
  luma: 'Brightness',
  change: 'Change',
  damaged: 'Damage',
  time: 'Seconds',
  when: '{{name}}: seconds {{when}}',
  second:
    'Second {{from}}–{{to}}: brightness {{luma}}, range {{range}}, chroma {{cb}}/{{cr}}, change {{change}}, frames {{pictures}}',
  secondDamaged: 'damaged {{damaged}}',
  nothing: 'Second {{from}}–{{to}}: no picture',
  list: ', ',
  join: '; ',
  numbers: 'Numbers of each second',
  heads: {
    at: 'Second',
    luma: 'Brightness',
    range: 'Range',
    chroma: 'Chroma Cb / Cr',
    change: 'Change',
    frames: 'Frames',
    damaged: 'Damaged',
    what: 'Conspicuous',
  },
};
