const HOUR = 3;

/** Three o'clock of the coming night, by the clock of whoever asks: at most a day ahead. */
export function nextNight(now: Date): Date {
  const night = new Date(now);
  night.setHours(HOUR, 0, 0, 0);
  if (night <= now) night.setDate(night.getDate() + 1);
  // Where the clock is put back in between, the night is an hour further than a day.
  return new Date(Math.min(night.getTime(), now.getTime() + LONGEST_MS));
}

/** A minute less than the server takes, whose clock may be another. */
const LONGEST_MS = (24 * 60 - 1) * 60_000;
