/** Of times and days, which a person may type in several ways. */
export const written = {
  choose: '{{label}}：打开选择',
  noTime: '“{{text}}”不是有效时间，仍按 {{kept}}。请按 {{example}} 的格式填写，24 小时制。',
  noDay: '“{{text}}”不是有效日期，仍按 {{kept}}。请按 {{example}} 的格式填写。',
  noDayYet: '“{{text}}”不是有效日期，未采用。请按 {{example}} 的格式填写。',
  hour: '时',
  minute: '分',
  take: '设为 {{time}}',
} as const;
