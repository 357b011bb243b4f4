/** One server-sent event; `data` is empty for a comment. */
export type StreamEvent = { id: string | null; data: string };

/**
 * Cuts a text/event-stream (WHATWG HTML, 9.2.6) into events as its pieces arrive. A comment gives an event without
 * data, so that a reader can tell a quiet connection from a dead one.
 */
export function createEventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  let event: StreamEvent = { id: null, data: '' };
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    const done: StreamEvent[] = [];
    for (const line of lines) {
      if (line === '') {
        done.push({ ...event, data: event.data.replace(/\n$/, '') });
        event = { id: null, data: '' };
      } else readField(line, event);
    }
    return done;
  };
}

function readField(line: string, event: StreamEvent): void {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') event.data += `${value}\n`;
  else if (name === 'id') event.id = value;
}
