/** What stands before the words of a menu: each page's is its own. Only what a menu names is loaded with it. */
export const cloud = 'M7 18.5a4.5 4.5 0 0 1-.6-8.96 6 6 0 0 1 11.5 1.6A3.75 3.75 0 0 1 17.5 18.5H7Z';
export const receipt = 'M6 3h12v18l-3-2-3 2-3-2-3 2V3Zm3 5h6m-6 4h6';
export const shield = 'M12 3 5 6v5.5c0 4.4 2.9 7.6 7 9.5 4.1-1.9 7-5.1 7-9.5V6l-7-3Zm-3 8.5 2.3 2.3 4-4.3';
export const people = 'M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 19.5c.5-3.4 3-5 6.5-5s6 1.6 6.5 5M18 5v6m-3-3h6';
export const building = 'M5 20.5v-17h9v17M14 9h5v11.5M3 20.5h18M8 7.5h3m-3 4h3m-3 4h3';
export const trail = 'M9 6h11M9 12h11M9 18h11M4.5 6v.1m0 5.9v.1m0 5.9v.1';
export const chart = 'M4 20h16M7 16.5V11m5 5.5V6m5 10.5V9';
export const contract = 'M6 3h8l4 4v14H6V3Zm8 0v4h4M9 12h6m-6 4h4';
export const wallet = 'M4 7h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7Zm0 0 11-3v3m1 6.5v.1';
export const coupon = 'M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3V7Zm10 0v10';
export const coins = 'M9 5a5 5 0 1 0 0 10A5 5 0 0 0 9 5Zm6.5 4.2a5 5 0 1 1-6.3 7.6';
export const box = 'M12 3 4 7v10l8 4 8-4V7l-8-4ZM4 7l8 4 8-4M12 11v10';
export const camera =
  'M12 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM7.5 21h9M12 17v4';
export const flask = 'M9.5 3h5M10.5 3v6L5 21h14L13.5 9V3M8 15h8';
export const key = 'M11.9 12.1a4.5 4.5 0 1 1 2.6-2.6l6 6V20H16v-2.5h-2.5V15l-1.6-2.9ZM8.5 7.5v.1';
export const link = 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1-1';
export const tasks = 'M4 6.5l2 2L9.5 5M4 16.5l2 2 3.5-3.5M13 7h7m-7 10h7';
export const globe =
  'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-9 9h18M12 3c3 3 3.8 6 3.8 9S15 18 12 21c-3-3-3.8-6-3.8-9S9 6 12 3Z';
export const tag = 'M4 4h8l8 8-8 8-8-8V4Zm4.5 4.5v.1';
export const letter = 'M4 6h16v12H4V6Zm0 1 8 6 8-6';
export const phone = 'M6 4h4l1.5 4.5-2 1.5a11 11 0 0 0 4.5 4.5l1.5-2L20 14v4c0 1-1 2-2 2A14 14 0 0 1 4 6c0-1 1-2 2-2Z';
export const person = 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.6-3.8 3.6-5.5 7.5-5.5s6.9 1.7 7.5 5.5';
export const halves = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 0v18M12 7.5h7.5M12 12h9m-9 4.5h7.5';
export const book = 'M5 4h6a3 3 0 0 1 1 2.5A3 3 0 0 1 13 4h6v14h-6a1 1 0 0 0-1 1 1 1 0 0 0-1-1H5V4Zm7 2.5V19';
