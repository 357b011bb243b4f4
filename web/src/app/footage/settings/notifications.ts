const KEY = 'kaitong.notifications';

/**
 * Whether this browser shows notifications of a page. Only secure pages may, and browsers of phones want a service worker: a
 * notification that comes only while the page is open should not look like one that always does.
 */
export const canNotify = (): boolean =>
  'Notification' in window && window.isSecureContext && !/Android|iPhone|iPad/.test(navigator.userAgent);

/** Whether the owner wants them here, and the browser lets us. */
export function areNotificationsOn(): boolean {
  try {
    return canNotify() && Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

/** @returns whether they are on now: the browser asks its user, who may say no */
export async function switchNotifications(wanted: boolean): Promise<boolean> {
  try {
    if (!wanted) localStorage.removeItem(KEY);
    else if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(KEY, 'on');
  } catch {
    return false;
  }
  return areNotificationsOn();
}
