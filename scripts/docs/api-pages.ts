// The API's reference, from the same OpenAPI document that a server answers with at /openapi.json.
import { LANGUAGES, type Language, type ProblemCode, problems, problemText } from '@kaitong/contract';
import { type Group, groups } from './api-groups.ts';
import { REFUSALS } from './codes.ts';
import { addressOf, escapeHtml, type Heading, openAnchors, type Page, scrolling } from './page.ts';
import { fieldsTable, SCHEMAS, type Schema, schemaHtml } from './schema.ts';

type Content = Record<string, { schema: Schema; example?: unknown }>;
type Parameter = { name: string; in: string; required: boolean; description?: string; schema: Schema };
type Operation = {
  operationId: string;
  summary: string;
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
/** What of OpenAPI the document uses. */
export type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

type Found = { method: string; path: string; operation: Operation };

const words = {
  en: {
    title: 'API reference',
    lead: 'Every operation of the HTTP API, from the same document that each server has at <code>/openapi.json</code>. Requests and answers are JSON. Calls of programs carry an API key, <code>Authorization: Bearer kt_…</code>, made on the console’s page API keys.',
    refused: 'What is refused answers <code>application/problem+json</code> with a stable <code>code</code>:',
    refusals: 'Refusals',
    refusalsLead:
      'Programs decide by <code>code</code>; texts may change. “Again” means that the same request may succeed later. What stands in braces is filled in.',
    schemas: 'Schemas',
    schemasLead: 'What has a name in the API, field by field.',
    name: 'In the client',
    callers: 'Who may call',
    callerNames: {
      session: 'a session (cookie)',
      apiKey: 'an API key',
      deviceToken: 'a device’s token',
      ingestToken: 'a push token',
    },
    anyone: 'anybody',
    parameters: 'Parameters',
    body: 'Body',
    answer: 'Answer',
    columns: { code: 'code', status: 'status', again: 'again', what: 'what happened', remedy: 'what to do' },
    yes: 'yes',
    try: 'Try it:',
  },
  'zh-CN': {
    title: '接口参考',
    lead: 'HTTP 接口的全部操作，与每台服务器在 <code>/openapi.json</code> 提供的文档同源。请求和应答都是 JSON。程序调用时携带 API 密钥：<code>Authorization: Bearer kt_…</code>，在控制台的“API 密钥”页面创建。操作说明沿用 OpenAPI 文档中的英文。',
    refused: '被拒绝的请求返回 <code>application/problem+json</code>，其中的 <code>code</code> 含义不变：',
    refusals: '错误码',
    refusalsLead:
      '程序请按 <code>code</code> 判断，文字可能会改。“可重试”指同样的请求稍后可能成功。花括号中的内容由服务器填写。',
    schemas: '数据结构',
    schemasLead: '接口中有名称的数据结构，逐个字段说明。',
    name: '客户端中的名称',
    callers: '调用者',
    callerNames: {
      session: '登录会话（cookie）',
      apiKey: 'API 密钥',
      deviceToken: '设备令牌',
      ingestToken: '推流令牌',
    },
    anyone: '任何人',
    parameters: '参数',
    body: '请求内容',
    answer: '应答',
    columns: { code: '代码', status: '状态码', again: '可重试', what: '发生了什么', remedy: '怎么办' },
    yes: '是',
    try: '试一试：',
  },
} as const satisfies Record<Language, unknown>;

export const apiPages = (document: ApiDocument): Page[] => {
  const found = operationsOf(document);
  return LANGUAGES.flatMap((language) => [
    overview(found, language),
    ...groups.map((group) => groupPage(group, found.get(group) ?? [], language)),
    schemasPage(document, language),
    refusalsPage(language),
  ]);
};

/** Planes call each other by operations of their own, which are nobody else's. */
function operationsOf({ paths }: ApiDocument): Map<Group, Found[]> {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const forPeople = all.filter(({ operation }) => !operation.security?.some((one) => 'planeToken' in one));
  return Map.groupBy(forPeople, ({ path }) => groups.find(({ has }) => has(path)) ?? raise(path));
}

const raise = (path: string): never => {
  throw new Error(`${path} belongs to no group of the API’s reference`);
};

const groupName = ({ key }: Group): string => `api/${key}`;

/** An operation's anchor is its name in the client. */
const nameOf = ({ operationId }: Operation): string => operationId.slice(operationId.indexOf('.') + 1);
const anchorsOf = (operations: readonly Found[]): string[] => {
  const anchorOf = openAnchors();
  return operations.map(({ operation }) => anchorOf(nameOf(operation)));
};

function overview(found: Map<Group, Found[]>, language: Language): Page {
  const say = words[language];
  const headings: Heading[] = [];
  const parts = groups.map((group) => {
    const operations = found.get(group) ?? [];
    const anchors = anchorsOf(operations);
    const address = addressOf(language, groupName(group));
    const rows = operations.map(
      ({ method, path, operation }, index) =>
        `<li class="listed"><a href="${address}#${anchors[index]}">${escapeHtml(operation.summary)}</a><br>${signature(method, path)}</li>`,
    );
    const title = group.title[language];
    headings.push({ depth: 2, text: title, anchor: group.key });
    return `<h2 id="${group.key}">${title}</h2>\n<p>${group.lead[language]}</p>\n<ul>${rows.join('')}</ul>`;
  });
  const example = `curl -H "Authorization: Bearer $KAITONG_API_KEY" "$KAITONG_URL/api/v1/applications?limit=5"`;
  const html = `<h1 id="api">${say.title}</h1>
<p>${say.lead}</p>
<p>${say.try}</p>
<pre tabindex="0"><code>${escapeHtml(example)}</code></pre>
<p>${say.refused} <a href="${addressOf(language, REFUSALS)}">${say.refusals}</a>. <a href="${addressOf(language, SCHEMAS)}">${say.schemas}</a>.</p>
${parts.join('\n')}`;
  return { language, name: 'api', title: say.title, entry: 'api', html, headings };
}

const signature = (method: string, path: string): string =>
  `<b class="method">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code>`;

function groupPage(group: Group, operations: readonly Found[], language: Language): Page {
  const title = group.title[language];
  const anchors = anchorsOf(operations);
  const parts = operations.map((one, index) => operationHtml(one, anchors[index] ?? '', language));
  const headings = operations.map(({ operation }, index) => ({
    depth: 2,
    text: operation.summary,
    anchor: anchors[index] ?? '',
  }));
  const html = `<h1 id="top">${words[language].title}: ${title}</h1>\n<p>${group.lead[language]}</p>\n${parts.join('\n')}`;
  return { language, name: groupName(group), title: `${title} API`, entry: 'api', html, headings };
}

function operationHtml({ method, path, operation }: Found, anchor: string, language: Language): string {
  const say = words[language];
  const { summary, security = [], parameters = [], requestBody, responses } = operation;
  const callers = security.flatMap((one) => Object.keys(one)).map((name) => nameCaller(name, language));
  const parts = [
    `<h2 id="${anchor}">${escapeHtml(summary)}</h2>`,
    `<p>${signature(method, path)}</p>`,
    `<p>${say.name}: <code>${nameOf(operation)}</code>. ${say.callers}: ${callers.length === 0 ? say.anyone : callers.join(', ')}</p>`,
  ];
  if (parameters.length > 0) {
    const rows = parameters.map(({ name, required, schema }) => ({ name, schema, isRequired: required }));
    parts.push(`<h3 class="part">${say.parameters}</h3>`, fieldsTable(rows, language));
  }
  if (requestBody) parts.push(`<h3 class="part">${say.body}</h3>`, ...contentHtml(requestBody.content, language));
  for (const [status, { content }] of Object.entries(responses)) {
    if (status === 'default') continue; // the same everywhere, and told on the first page
    parts.push(`<h3 class="part">${say.answer} ${status}</h3>`, ...contentHtml(content ?? {}, language));
  }
  return parts.join('\n');
}

const nameCaller = (scheme: string, language: Language): string =>
  Object.entries(words[language].callerNames).find(([name]) => name === scheme)?.[1] ?? scheme;

const contentHtml = (content: Content, language: Language): string[] =>
  Object.entries(content).flatMap(([type, { schema, example }]) => [
    ...(type === 'application/json' ? [] : [`<p><code>${escapeHtml(type)}</code></p>`]),
    schemaHtml(schema, language),
    ...(example === undefined
      ? []
      : [`<pre tabindex="0"><code>${escapeHtml(JSON.stringify(example, null, 2))}</code></pre>`]),
  ]);

function schemasPage({ components: { schemas } }: ApiDocument, language: Language): Page {
  const say = words[language];
  const headings = Object.keys(schemas).map((name) => ({ depth: 2, text: name, anchor: name.toLowerCase() }));
  const parts = Object.entries(schemas).map(
    ([name, schema]) => `<h2 id="${name.toLowerCase()}">${name}</h2>\n${schemaHtml(schema, language)}`,
  );
  const html = `<h1 id="schemas">${say.schemas}</h1>\n<p>${say.schemasLead}</p>\n${parts.join('\n')}`;
  return { language, name: SCHEMAS, title: say.schemas, entry: 'api', html, headings };
}

function refusalsPage(language: Language): Page {
  const say = words[language];
  const codes = Object.keys(problems) as ProblemCode[];
  const rows = codes.map((code) => {
    const { title, remedy } = problemText(code, {}, language);
    const { status, retry } = problems[code];
    return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${retry ? say.yes : ''}</td><td>${escapeHtml(title)}</td><td>${escapeHtml(remedy)}</td></tr>`;
  });
  const { code, status, again, what, remedy } = say.columns;
  const head = [code, status, again, what, remedy].map((one) => `<th>${one}</th>`).join('');
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  const html = `<h1 id="refusals">${say.refusals}</h1>\n<p>${say.refusalsLead}</p>\n${scrolling(table, say.refusals)}`;
  return { language, name: REFUSALS, title: say.refusals, entry: REFUSALS, html, headings: [] };
}
