// JSON Schemas of the OpenAPI document as tables: a row a field, those of inline objects below theirs.
import type { Language } from '@kaitong/contract';
import { REFUSALS } from './codes.ts';
import { addressOf, escapeHtml, scrolling } from './page.ts';

/** What of JSON Schema the document uses. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  format?: string;
  contentSchema?: Schema;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

const words = {
  en: {
    field: 'field',
    type: 'type',
    rules: 'rules',
    required: 'required',
    or: ' or ',
    default: 'default',
    any: 'anything',
    refusals: 'code of a refusal',
    map: 'by name',
    jws: 'JWS of',
  },
  'zh-CN': {
    field: '字段',
    type: '类型',
    rules: '要求',
    required: '必填',
    or: ' 或 ',
    default: '默认',
    any: '任意',
    refusals: '错误码',
    map: '按名称',
    jws: 'JWS，内容为',
  },
} as const satisfies Record<Language, unknown>;

/** Where all named schemas stand. */
export const SCHEMAS = 'api/schemas';
/** A longer enumeration is that of all refusals, which have a page. */
const LONGEST_ENUM = 40;
/** What zod writes for a number without a bound. */
const UNBOUND = Number.MAX_SAFE_INTEGER;

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
const code = (value: unknown): string => `<code>${escapeHtml(JSON.stringify(value))}</code>`;

/** A schema's type in a few words, with links to those that have names. */
export function typeHtml(schema: Schema, language: Language): string {
  const say = words[language];
  const { $ref, anyOf, oneOf, allOf, items, format, type } = schema;
  if ($ref !== undefined) {
    const name = nameOf($ref);
    return `<a href="${addressOf(language, SCHEMAS)}#${name.toLowerCase()}">${name}</a>`;
  }
  if (schema.contentSchema) return `${say.jws} ${typeHtml(schema.contentSchema, language)}`;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) {
    if (schema.enum.length > LONGEST_ENUM) return `<a href="${addressOf(language, REFUSALS)}">${say.refusals}</a>`;
    return schema.enum.map(code).join(say.or);
  }
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map((one) => typeHtml(one, language)))].join(say.or);
  if (allOf) return allOf.map((one) => typeHtml(one, language)).join(' + ');
  if (items) return `${typeHtml(items, language)} [ ]`;
  if (typeof schema.additionalProperties === 'object')
    return `object, ${say.map}: ${typeHtml(schema.additionalProperties, language)}`;
  const named = [type ?? []].flat();
  if (named.length === 0) return schema.properties ? 'object' : say.any;
  return escapeHtml(named.map((one) => (format && one === 'string' ? format : one)).join(say.or));
}

function rulesHtml(schema: Schema, isRequired: boolean, language: Language): string {
  const say = words[language];
  const range = (least?: number, most?: number): string | undefined => {
    const [from, to] = [least === -UNBOUND ? undefined : least, most === UNBOUND ? undefined : most];
    if (from === undefined && to === undefined) return undefined;
    if (from === to) return `${from}`;
    return to === undefined ? `≥ ${from}` : `${from ?? ''}…${to}`;
  };
  return [
    isRequired ? say.required : undefined,
    schema.default === undefined ? undefined : `${say.default} ${code(schema.default)}`,
    range(schema.minimum, schema.maximum) ??
      range(schema.minLength, schema.maxLength) ??
      range(schema.minItems, schema.maxItems),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

type Row = { name: string; schema: Schema; isRequired: boolean };

/** Of an object its fields, of a list of objects those of its items; nothing else has fields. */
function fieldsOf(schema: Schema, path: string): Row[] {
  if (schema.items && !schema.items.$ref) return fieldsOf(schema.items, `${path}[]`);
  const { properties, required = [] } = schema;
  if (!properties) return [];
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(properties).flatMap(([name, of]) => {
    const row = { name: `${prefix}${name}`, schema: of, isRequired: required.includes(name) };
    return [row, ...fieldsOf(of, row.name)];
  });
}

/** A row a field; where a schema has none, its type. */
export function schemaHtml(schema: Schema, language: Language): string {
  const rows = fieldsOf(schema, '');
  if (rows.length === 0) return `<p>${typeHtml(schema, language)}</p>`;
  return fieldsTable(rows, language);
}

export function fieldsTable(rows: readonly Row[], language: Language): string {
  const say = words[language];
  const body = rows
    .map(
      ({ name, schema, isRequired }) =>
        `<tr><td><code>${escapeHtml(name)}</code></td><td>${typeHtml(schema, language)}</td><td>${rulesHtml(schema, isRequired, language)}</td></tr>`,
    )
    .join('\n');
  const head = `<tr><th>${say.field}</th><th>${say.type}</th><th>${say.rules}</th></tr>`;
  return scrolling(`<table><thead>${head}</thead><tbody>${body}</tbody></table>`, say.field);
}
