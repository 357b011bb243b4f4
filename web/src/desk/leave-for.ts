import { redirect } from '@tanstack/react-router';

/** To be thrown by a route: the address belongs to another page, which the browser loads in place of this one. */
export const leaveFor = (href: string) => redirect({ href, reloadDocument: true, replace: true });
