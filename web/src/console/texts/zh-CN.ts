export const zhCN = {
  brand: { name: '开通' },
} as const;
