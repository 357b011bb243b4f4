import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser } from './event-stream.ts';

const STREAM = 'retry: 1000\n\nid: 7\ndata: {"a":1}\n\n:\n\nid: 8\r\ndata: two\r\ndata: lines\r\n\r\n';

describe('text/event-stream', () => {
  test('gives id and data, joins data lines, and shows comments as events without data', () => {
    expect(createEventParser()(STREAM)).toEqual([
      { id: null, data: '' },
      { id: '7', data: '{"a":1}' },
      { id: null, data: '' },
      { id: '8', data: 'two\nlines' },
    ]);
  });

  test('does not depend on where the network cuts the stream', () => {
    const whole = createEventParser()(STREAM);
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
        const parse = createEventParser();
        const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        const events = at.slice(1).flatMap((end, i) => parse(STREAM.slice(at[i], end)));
        expect(events).toEqual(whole);
      }),
    );
  });

  test('keeps an unfinished event until the rest is there', () => {
    const parse = createEventParser();
    expect(parse('id: 1\ndata: ha')).toEqual([]);
    expect(parse('lf\n\n')).toEqual([{ id: '1', data: 'half' }]);
  });
});
