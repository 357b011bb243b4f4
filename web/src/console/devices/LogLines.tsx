import { type DeviceLogLine, deviceLogText, isRefusedLogCode } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { LoadedPages } from '../../desk/table/LoadedPages.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { type LogFilter, queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './DeviceLog.module.css';
import { useDeviceLog } from './use-device-log.ts';

/** Lines of a device's log, newest first, with those that come while one looks. */
export function LogLines({ deviceId, filter }: { deviceId: string; filter: LogFilter }) {
  const t = useText();
  const query = useInfiniteQuery(queries.deviceLog(deviceId, filter));
  const newest = query.data?.pages[0]?.items[0]?.n ?? 0;
  const { lines, connected } = useDeviceLog(deviceId, filter, newest, query.isSuccess);
  const live = lines.filter(({ n }) => n > newest); // the list is read again when one comes back to the page
  const empty = (
    <p className={styles.lead}>{t(filter.search || filter.only ? 'deviceLog.noMatch' : 'deviceLog.empty')}</p>
  );
  return (
    <>
      {!connected && (
        <p role="status" className={styles.lead}>
          {t('deviceLog.reconnecting')}
        </p>
      )}
      {live.length > 0 && (
        <ol className={styles.lines} aria-label={t('deviceLog.live')}>
          {live.map((line) => (
            <Line key={line.n} line={line} />
          ))}
        </ol>
      )}
      <LoadedPages query={query} empty={live.length > 0 ? null : empty}>
        {(listed) => (
          <ol className={styles.lines} aria-label={t('deviceLog.title')}>
            {listed.map((line) => (
              <Line key={line.n} line={line} />
            ))}
          </ol>
        )}
      </LoadedPages>
    </>
  );
}

function Line({ line }: { line: DeviceLogLine }) {
  const [language] = useLanguage();
  const isRefused = isRefusedLogCode(line.code);
  return (
    <li className={isRefused ? styles.refused : undefined}>
      <TimeText at={line.at} exact />
      <span className={styles.what}>
        {isRefused && <Icon name="cross" />}
        {deviceLogText(line, language)}
        {line.count > 1 && ` ×${line.count}`}
      </span>
      {line.detail && <code>{line.detail}</code>}
    </li>
  );
}
