import { CertificateError, ConfigError, DatabaseUnavailable } from '@kaitong/server';
import { expect, test } from 'vitest';
import { UsageError } from './arguments.ts';
import { exitCodeOf, explainFailure } from './failure.ts';

test('what a person has to put right is said in a sentence and ends with a code of its own, which nobody starts again after', () => {
  for (const error of [new CertificateError('no'), new ConfigError('no'), new UsageError('no')])
    expect([explainFailure(error), exitCodeOf(error)]).toEqual(['no', 78]);
  const away = new DatabaseUnavailable('start_failed', 'no'); // may be there the next time
  expect([explainFailure(away), exitCodeOf(away)]).toEqual(['no', 1]);
  expect([explainFailure(new Error('a bug')), exitCodeOf(new Error('a bug'))]).toEqual([undefined, 1]);
});
