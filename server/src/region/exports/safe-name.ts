/** Devices of Windows, which takes no file or folder of these names, whatever ending it has. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/iu;
/** Letters as bytes: file systems take 255 of them, and Windows 260 letters of a whole path. */
const LONGEST = 120;

/**
 * What somebody typed as a name that every file system takes: without separators, control characters and marks that turn the
 * direction of writing, by which a file looks as if it had another ending.
 */
export function safeName(typed: string, otherwise: string): string {
  const shown = typed
    .normalize('NFC')
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\s\p{C}<>:"/\\|?*]+/gu, ' ');
  const name = trimmed(shortened(trimmed(shown)));
  if (name === '') return otherwise;
  return DEVICES.test(name) ? `_${name}` : name;
}

/** Windows drops dots and spaces at a name's end; what begins with a dot is hidden elsewhere. */
const trimmed = (name: string): string => name.replace(/^[\s.]+|[\s.]+$/gu, '');

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function shortened(name: string): string {
  let kept = '';
  for (const { segment } of letters.segment(name)) {
    if (Buffer.byteLength(kept + segment) > LONGEST) break;
    kept += segment;
  }
  return kept;
}

/** The names in one folder. No two are one on a disk that knows no capital letters, or takes two spellings of é for the same. */
export class FolderNames {
  private readonly taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.taken = new Set(taken.map(folded));
  }

  /** The name, or the first free one of `name (2)`, `name (3)` and so on. */
  take(name: string): string {
    let free = name;
    for (let n = 2; this.taken.has(folded(free)); n++) free = `${name} (${n})`;
    this.taken.add(folded(free));
    return free;
  }
}

const folded = (name: string): string => name.normalize('NFKD').toUpperCase().toLowerCase();
