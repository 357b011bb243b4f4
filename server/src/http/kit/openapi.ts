import { type Caller, type Contract, type Op, Problem, payloadOfJws } from '@kaitong/contract';
import { z } from 'zod';
import { isKeyed } from './keyed-call.ts';

/** A contract as it is mounted: `/{region}` stands before the paths of a region. */
export type DocumentedContract = {
  name: string;
  contract: Contract;
  prefix?: string;
  about: string;
  examples?: Examples;
};

/** What is sent and answered, for those who read: by the operation's name. */
export type Examples = Readonly<Record<string, { body?: unknown; reply?: unknown }>>;

/** A route that answers with server-sent events; `event` is the JSON after `data:`. */
export type DocumentedStream = { name: string; path: string; summary: string; caller: Caller; event: z.ZodType };

/** A route that answers a POST with a file. */
export type DocumentedFile = {
  name: string;
  method: 'get' | 'post';
  path: string;
  summary: string;
  caller: Caller;
  type: string;
};

/** A route that takes bytes as they are, from whoever has a token of `scheme`. */
export type DocumentedUpload = {
  name: string;
  method: 'put' | 'post';
  path: string;
  summary: string;
  by: Caller | 'tool';
  type: string;
  /** 201 where something new is kept. */
  status: 200 | 201;
  reply: z.ZodType;
  /** What an answer without content says, where there are any. */
  empty?: string;
};

type Json = Record<string, unknown>;

const SECURITY: Record<Caller, string[]> = {
  public: [],
  maker: ['apiKey', 'session'],
  operator: ['apiKey', 'session'],
  owner: ['session'],
  device: ['deviceToken'],
  plane: ['planeToken'],
};

/** Who may call, as a sentence. */
const CALLED_BY: Record<Caller | 'tool', string> = {
  public: 'Anybody may call it.',
  maker: 'For makers: with an API key of the account, or the session of the console.',
  operator: 'For operators: with an API key of the account, or the session of their pages.',
  owner: 'For owners: with the session of the app.',
  device: 'For cameras: with the token of the device.',
  plane: 'For the planes of the installation: with their token.',
  tool: 'For tools: with a token that an owner made for pushing.',
};

const securityOf = (caller: Caller | 'tool'): Json[] =>
  (caller === 'tool' ? ['ingestToken'] : SECURITY[caller]).map((scheme) => ({ [scheme]: [] }));

const bearer = (description: string): Json => ({ type: 'http', scheme: 'bearer', description });
const SCHEMES: Json = {
  session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'Cookie set by sign-in; needs `Origin`.' },
  apiKey: bearer('API key of an account, `kt_…`.'),
  deviceToken: bearer('Token of a device, from `POST /device/v1/token`.'),
  ingestToken: bearer('Token with which an owner lets tools push footage, `push_…`.'),
  planeToken: bearer('Between the planes of one installation.'),
};

/** The OpenAPI 3.1 document of the contracts, made from the same objects as the routes. */
export function describeApi(
  { version, about }: { version: string; about: string },
  documented: readonly DocumentedContract[],
  streams: readonly DocumentedStream[] = [],
  files: readonly DocumentedFile[] = [],
  uploads: readonly DocumentedUpload[] = [],
): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const { name, contract, prefix = '', examples = {} } of documented) {
    for (const [operationId, operation] of Object.entries(contract)) {
      const path = prefix + operation.path.replace(/:(\w+)/g, '{$1}');
      const described = describe(schemas, `${name}.${operationId}`, name, operation, prefix, examples[operationId]);
      paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described };
    }
  }
  for (const { name, path, summary, caller, event } of streams) {
    const schema = schemas.of(event, 'output');
    const operation: Json = {
      operationId: `${name}.events`,
      tags: [name],
      summary: `${summary}: server-sent events, \`Last-Event-ID\` resumes; the schema is that of each event’s data`,
      description: CALLED_BY[caller],
      security: securityOf(caller),
      parameters: pathParameters(path),
      responses: { '200': content('Events', 'text/event-stream', schema), ...refusedWith(schemas) },
    };
    paths[path] = { ...paths[path], get: operation };
  }
  for (const { name, method, path, summary, caller, type } of files) {
    const operation: Json = {
      operationId: name,
      tags: [name.slice(0, name.indexOf('.'))],
      summary,
      description: CALLED_BY[caller],
      security: securityOf(caller),
      parameters: pathParameters(path),
      responses: { '200': content('The file', type, {}), ...refusedWith(schemas) },
    };
    paths[path] = { ...paths[path], [method]: operation };
  }
  for (const { name, method, path, summary, by, type, status, reply, empty } of uploads) {
    const operation: Json = {
      operationId: name,
      tags: [name.slice(0, name.indexOf('.'))],
      summary,
      description: CALLED_BY[by],
      security: securityOf(by),
      parameters: pathParameters(path),
      requestBody: { required: true, content: { [type]: { schema: {} } } },
      responses: {
        [status]: content(status === 201 ? 'Kept' : 'What came of it', 'application/json', schemas.of(reply, 'output')),
        ...(empty === undefined ? {} : { '204': { description: empty } }),
        ...refusedWith(schemas),
      },
    };
    paths[path] = { ...paths[path], [method]: operation };
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods) as { security: Json[] }[]);
  const used = new Set(operations.flatMap(({ security }) => security.flatMap(Object.keys)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kaitong',
      version,
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this document came from.' }],
    tags: [
      ...documented.map(({ name, about: description }) => ({ name, description })),
      ...streams
        .filter(({ name }) => name.includes('.'))
        .map(({ name, summary }) => ({ name, description: `${summary}, as a stream.` })),
    ],
    paths,
    components: {
      schemas: schemas.named,
      securitySchemes: Object.fromEntries(Object.entries(SCHEMES).filter(([name]) => used.has(name))),
    },
  };
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => pathParameter(String(part), { type: 'string' }));

const KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Repeated within 24 hours under the same key, the call is answered as the first time and does nothing twice.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

function describe(
  schemas: Schemas,
  operationId: string,
  tag: string,
  operation: Op,
  prefix: string,
  example: Examples[string] = {},
): Json {
  const parameters = [
    ...pathParameters(prefix),
    ...schemas.parameters(operation.params, 'path'),
    ...schemas.parameters(operation.query, 'query'),
    ...(isKeyed(operation) ? [KEY] : []),
  ];
  const hasBody = !(operation.body instanceof z.ZodUndefined);
  return {
    operationId,
    tags: [tag],
    summary: operation.summary,
    description: CALLED_BY[operation.caller],
    security: securityOf(operation.caller),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody ? { requestBody: requestBody(schemas, operation.body, example.body) } : {}),
    responses: {
      [String(operation.status)]: content(
        'Done',
        'application/json',
        schemas.of(operation.reply, 'output'),
        example.reply,
      ),
      ...refusedWith(schemas),
    },
  };
}

const content = (description: string, type: string, schema: Json, example?: unknown): Json => ({
  description,
  content: { [type]: { schema, ...(example === undefined ? {} : { example }) } },
});

/** Every refusal has the same shape; `default` is what outages and proxies answer. */
const refusedWith = (schemas: Schemas): Json => {
  const refused = content('Refused (RFC 9457)', 'application/problem+json', schemas.of(Problem, 'output'));
  return { '4XX': refused, default: refused };
};

const requestBody = (schemas: Schemas, body: z.ZodType, example?: unknown): Json => ({
  required: !body.safeParse(undefined).success,
  content: {
    'application/json': { schema: schemas.of(body, 'input'), ...(example === undefined ? {} : { example }) },
  },
});

const pathParameter = (name: string, schema: unknown): Json => ({ name, in: 'path', required: true, schema });

/** JSON Schemas; those with an id stand once under `components`. */
class Schemas {
  readonly named: Record<string, Json> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $defs, root } = toJsonSchema(schema, io);
    // What goes in may differ from what comes out: a property with a default is optional on its way in.
    const differs = io === 'input' && JSON.stringify($defs) !== JSON.stringify(toJsonSchema(schema, 'output').$defs);
    const suffix = differs ? 'Input' : '';
    for (const [name, definition] of Object.entries($defs))
      this.named[name + suffix] = refer(definition, suffix) as Json;
    return refer(root, suffix) as Json;
  }

  parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
    if (!(schema instanceof z.ZodObject)) return [];
    const { properties = {}, required = [] } = this.of(schema, 'input') as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, of]) =>
      place === 'path' ? pathParameter(name, of) : { name, in: 'query', required: required.includes(name), schema: of },
    );
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): { $defs: Record<string, Json>; root: Json } {
  const carried: Record<string, Json> = {};
  const whole = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const payload = payloadOfJws(zodSchema);
      if (payload) {
        const { $defs, root } = toJsonSchema(payload, 'output');
        Object.assign(carried, $defs);
        Object.assign(jsonSchema, { contentMediaType: 'application/jose', contentSchema: root });
      }
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern; // the leap years of a whole calendar
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties; // replies may grow
      if (jsonSchema.prefixItems && !jsonSchema.items) {
        jsonSchema.maxItems = jsonSchema.prefixItems.length; // many tools know no `items: false`
        jsonSchema.items = {};
      }
      delete jsonSchema.id;
    },
  });
  const { $schema: _, $defs = {}, ...root } = whole as Json & { $defs?: Record<string, Json> };
  return { $defs: { ...$defs, ...carried }, root };
}

/** Points references to where the document keeps its schemas. */
function refer(value: unknown, suffix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => refer(item, suffix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === '$ref' ? /^#\/\$defs\/(.+)$/.exec(String(inner))?.[1] : undefined;
      return [key, name === undefined ? refer(inner, suffix) : `#/components/schemas/${name}${suffix}`];
    }),
  );
}
