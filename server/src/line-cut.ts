/** Thrown to end a connection without an answer, as a lost line does. Whoever called is being tested on that. */
export class LineCut extends Error {
  override readonly name = 'LineCut';
}
