import type { z } from 'zod';

/** A length of time in milliseconds; made by `seconds()` and its siblings so that no bare number says how long. */
export type Duration = number & z.$brand<'Duration'>;

export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => milliseconds(n * 1000);
export const minutes = (n: number): Duration => seconds(n * 60);
export const hours = (n: number): Duration => minutes(n * 60);
export const days = (n: number): Duration => hours(n * 24);
