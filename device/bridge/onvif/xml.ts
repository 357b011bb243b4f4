import { type SaxesAttributeNS, SaxesParser } from 'saxes';

/** What a camera answers has a tenth of it. */
const MOST_DEPTH = 32;
const MOST_ELEMENTS = 10_000;

/** An element without its prefixes, which each camera chooses for itself. */
export type XmlElement = {
  name: string;
  space: string;
  attributes: ReadonlyMap<string, string>;
  text: string;
  children: XmlElement[];
};

/**
 * The root of a document; undefined of what is none, and of one that declares a type: entities that grow stand in there,
 * and SOAP forbids it. Depth is limited since each element asks all around it for its namespace.
 */
export function readXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  parser.on('doctype', () => {
    throw new Error('A document type.');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    elements += 1;
    if (open.length >= MOST_DEPTH || elements > MOST_ELEMENTS) throw new Error('Too deep, or too much.');
    const element = { name: local, space: uri, attributes: named(Object.values(attributes)), text: '', children: [] };
    root ??= element;
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const add = (more: string): void => {
    const element = open.at(-1);
    if (element) element.text += more;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(text).close();
  } catch {
    return undefined; // the parser throws at the first thing that is wrong
  }
  return root;
}

const named = (attributes: SaxesAttributeNS[]) => new Map(attributes.map(({ local, value }) => [local, value]));

/** The first one that is reached by these names. */
export function findIn(element: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  let found = element;
  for (const name of names) found = found?.children.find((child) => child.name === name);
  return found;
}

export const allIn = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

export const textIn = (element: XmlElement | undefined, ...names: string[]): string | undefined =>
  findIn(element, ...names)?.text.trim();

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? '');
