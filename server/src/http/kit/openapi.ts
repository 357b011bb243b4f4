import { type Caller, type Contract, type Op, Problem } from '@kaitong/contract';
import { z } from 'zod';

/** A contract as it is mounted: `/{region}` stands before the paths of a region. */
export type DocumentedContract = { name: string; contract: Contract; prefix?: string };

type Json = Record<string, unknown>;

const SECURITY: Record<Caller, string[]> = {
  public: [],
  maker: ['apiKey', 'session'],
  operator: ['apiKey', 'session'],
  owner: ['session'],
  device: ['deviceToken'],
  plane: ['planeToken'],
};

const bearer = (description: string): Json => ({ type: 'http', scheme: 'bearer', description });
const securitySchemes: Json = {
  session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'Cookie set by sign-in; needs `Origin`.' },
  apiKey: bearer('API key of an account, `kt_…`.'),
  deviceToken: bearer('Token of a device, from `POST /device/v1/token`.'),
  planeToken: bearer('Between the planes of one installation.'),
};

/** The OpenAPI 3.1 document of the contracts, made from the same objects as the routes. */
export function describeApi(version: string, documented: readonly DocumentedContract[]): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const { name, contract, prefix = '' } of documented) {
    for (const [operationId, operation] of Object.entries(contract)) {
      const path = prefix + operation.path.replace(/:(\w+)/g, '{$1}');
      const described = describe(schemas, `${name}.${operationId}`, name, operation, prefix);
      paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kaitong', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: documented.map(({ name }) => ({ name })),
    paths,
    components: { schemas: schemas.named, securitySchemes },
  };
}

function describe(schemas: Schemas, operationId: string, tag: string, operation: Op, prefix: string): Json {
  const security = SECURITY[operation.caller].map((scheme) => ({ [scheme]: [] }));
  const parameters = [
    ...[...prefix.matchAll(/\{(\w+)\}/g)].map(([, name]) => pathParameter(String(name), { type: 'string' })),
    ...schemas.parameters(operation.params, 'path'),
    ...schemas.parameters(operation.query, 'query'),
  ];
  const hasBody = !(operation.body instanceof z.ZodUndefined);
  return {
    operationId,
    tags: [tag],
    summary: operation.summary,
    ...(security.length > 0 ? { security } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody ? { requestBody: requestBody(schemas, operation.body) } : {}),
    responses: {
      [String(operation.status)]: content('Done', 'application/json', schemas.of(operation.reply, 'output')),
      default: content('Refused (RFC 9457)', 'application/problem+json', schemas.of(Problem, 'output')),
    },
  };
}

const content = (description: string, type: string, schema: Json): Json => ({
  description,
  content: { [type]: { schema } },
});

const requestBody = (schemas: Schemas, body: z.ZodType): Json => ({
  required: !body.safeParse(undefined).success,
  content: { 'application/json': { schema: schemas.of(body, 'input') } },
});

const pathParameter = (name: string, schema: unknown): Json => ({ name, in: 'path', required: true, schema });

/** JSON Schemas, those with an id once under `components`. What goes in may differ from what comes out: defaults. */
class Schemas {
  readonly named: Record<string, Json> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & {
      $defs?: Record<string, Json>;
    };
    const { id, ...whole } = root as Json & { id?: string };
    const names = new Map<string, string>();
    for (const name of Object.keys($defs)) names.set(name, '');
    for (const [name, definition] of Object.entries($defs)) names.set(name, this.#nameFor(name, io, definition));
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition;
      this.named[String(names.get(name))] = rename(rest, names) as Json;
    }
    const renamed = rename(whole, names) as Json;
    if (typeof id !== 'string') return renamed;
    const name = this.#nameFor(id, io, renamed);
    this.named[name] = renamed;
    return reference(name);
  }

  parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
    if (!(schema instanceof z.ZodObject)) return [];
    const { properties = {}, required = [] } = this.of(schema, 'input') as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, of]) =>
      place === 'path' ? pathParameter(name, of) : { name, in: 'query', required: required.includes(name), schema: of },
    );
  }

  #nameFor(id: string, io: 'input' | 'output', definition: Json): string {
    const suffix = io === 'input' && differs(definition) ? 'Input' : '';
    return id + suffix;
  }
}

/** With a default somewhere inside, a property is optional on its way in and present on its way out. */
const differs = (definition: Json): boolean => JSON.stringify(definition).includes('"default":');

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '') : undefined;
      if (name !== undefined && names.has(name)) return ['$ref', `#/components/schemas/${names.get(name)}`];
      return [key, rename(inner, names)];
    }),
  );
}
