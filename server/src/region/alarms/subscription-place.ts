/** Where a phone's subscription belongs when it is wrapped. */
export const subscriptionPlace = (phoneId: string): string => `alarm phone ${phoneId}`;
