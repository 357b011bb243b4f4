import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';

type Props = { label: string; id?: string; value?: string; onChange?: (minute: string) => void };

const HELD = 'YYYY-MM-DDTHH:mm';

/** A local time to the minute, in the page's language: a browser's own field would follow the browser's. */
export function MinuteField({ label, id, value, onChange }: Props) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      aria-label={label}
      value={value ? dayjs(value, HELD) : null}
      onChange={(chosen) => onChange?.(chosen ? chosen.format(HELD) : '')}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      needConfirm={false}
      style={{ width: 220 }}
    />
  );
}
