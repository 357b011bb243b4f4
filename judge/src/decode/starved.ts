/**
 * A machine that was too busy gave a job too little of its processor to say anything, or somebody stopped its process: the
 * job is to be tried again. It says nothing of the bytes.
 */
export type Starved = { is: 'starved' };
export const starved: Starved = { is: 'starved' };

/** So often a job is tried before that is an outage. */
export const STARVED_TRIES = 3;

/** The outage: nothing is known of what was to be judged, and nothing is held against it. */
export class JudgeStarved extends Error {
  constructor() {
    super(`the judge got too little processor time, ${STARVED_TRIES} times: this machine is too busy`);
    this.name = 'JudgeStarved';
  }
}

/** Does the work again when it has starved. Throws `JudgeStarved` the third time. */
export async function untilFed<T extends { is: string }>(work: () => Promise<T | Starved>): Promise<T> {
  for (let tries = 0; tries < STARVED_TRIES; tries++) {
    const outcome = await work();
    if (!isStarved(outcome)) return outcome;
  }
  throw new JudgeStarved();
}

export const isStarved = <T extends { is: string }>(outcome: T | Starved): outcome is Starved =>
  outcome.is === 'starved';
