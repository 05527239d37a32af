import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { cleanedUrl } from '../../src/common/http/clean-path.js';
import { isPage } from './routes.js';

type Json = Readonly<Record<string, unknown>>;

interface HeaderObject {
  readonly required?: boolean;
  readonly schema: Json;
}
interface Content {
  readonly schema: Json;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface ResponseObject {
  readonly headers: Readonly<Record<string, HeaderObject>>;
  readonly content?: Readonly<Record<string, Content>>;
}

/** An operation of the document, with its path in the document. */
export interface DocumentedOperation {
  readonly method: string;
  /** The path in the document: `/routers/{id}/`. */
  readonly path: string;
}

/** A request and the response of the server. */
export interface Exchange {
  readonly method: string;
  /** Including the query. */
  readonly url: string;
  /** The body as the server has parsed it. */
  readonly sent: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Codes of responses that are sent before the operation is known. */
const OF_NO_OPERATION = [
  'host_missing',
  'malformed_url',
  'not_found',
  'method_not_allowed',
  'url_too_long',
];
/** Headers with a meaning for clients: a response may have them only where the document says so. */
const MEANINGFUL = ['retry-after', 'www-authenticate', 'idempotent-replayed'];
const ID = 'api';

/**
 * Checks responses of a server against the OpenAPI document. Validators are compiled when needed.
 */
export class DocumentJudge {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly templates: readonly (DocumentedOperation & { readonly form: RegExp })[];

  constructor(readonly document: OpenApiDocument) {
    addFormats.default(this.ajv);
    this.ajv.addFormat('password', true).addSchema(document, ID);
    this.templates = operationsOf(document)
      .map((operation) => ({ ...operation, form: formOf(operation.path) }))
      // Of two matching paths the one with fewer parameters is meant.
      .sort((a, b) => parametersIn(a.path) - parametersIn(b.path));
  }

  /** The faults of a response by the document; empty when there are none. */
  faultsOf(exchange: Exchange): string[] {
    const { method, url } = exchange;
    // `/portal/preview/` is an operation, and `/portal/preview/%20` a page that is not there.
    if (method === 'OPTIONS' || isPage(url) || isPage(cleanedUrl(url))) return [];
    const operation = this.operationAt(exchange);
    const where = `${exchange.method} ${operation?.path ?? exchange.url} → ${exchange.status}`;
    return this.faults(exchange, operation).map((fault) => `${where}: ${fault}`);
  }

  /** Finds the operation of a request. */
  operationAt({ method, url }: Pick<Exchange, 'method' | 'url'>): DocumentedOperation | undefined {
    const path = pathOf(url);
    const asked = method === 'HEAD' ? 'GET' : method;
    return this.templates.find((one) => one.method === asked && one.form.test(path));
  }

  /** The faults of the examples of a response by its own schema. */
  exampleFaults(responseAt: readonly string[]): string[] {
    const answerAt = this.resolved(responseAt) ?? responseAt;
    const { content = {} } = this.at(answerAt) as unknown as ResponseObject;
    return Object.entries(content).flatMap(([mediaType, { example, examples }]) => {
      const given = Object.values(examples ?? {}).map(({ value }) => value);
      if (example !== undefined) given.push(example);
      const where = responseAt.join(' ');
      if (given.length === 0 && mediaType !== '*/*') return [`${where}: there is no example`];
      const schemaAt = [...answerAt, 'content', mediaType, 'schema'];
      return given.flatMap((value) =>
        this.judge(schemaAt, value).map((fault) => `${where}: ${fault}`),
      );
    });
  }

  private faults(exchange: Exchange, operation: DocumentedOperation | undefined): string[] {
    const body = bodyOf(exchange);
    if (isOfNoOperation(body)) return this.judge(['components', 'schemas', 'Error'], body);
    // A response to HEAD has no body, so it cannot tell whether the path exists.
    if (!operation && exchange.method === 'HEAD' && exchange.status >= 400) return [];
    if (!operation) return ['the document has no such operation'];
    const at = ['paths', operation.path, operation.method.toLowerCase()];
    const answerAt = this.resolved([...at, 'responses', String(exchange.status)]);
    if (!answerAt) return ['the document has no such status'];
    const answer = this.at(answerAt) as unknown as ResponseObject;
    return [
      ...this.headerFaults(exchange, answer),
      ...this.bodyFaults(exchange, answer, answerAt, body),
      ...this.requestFaults(exchange, at),
    ];
  }

  private headerFaults({ headers }: Exchange, answer: ResponseObject): string[] {
    const said = Object.keys(answer.headers).map((name) => name.toLowerCase());
    const surprising = MEANINGFUL.filter((name) => name in headers && !said.includes(name));
    const missing = Object.entries(answer.headers)
      .map(([name, header]) => [name, this.followed(header)] as const)
      .filter(([name, header]) => header.required && !(name.toLowerCase() in headers));
    return [
      ...surprising.map((name) => `the document has no header ${name}`),
      ...missing.map(([name]) => `the header ${name} is missing`),
    ];
  }

  private bodyFaults(
    { method, headers, body }: Exchange,
    answer: ResponseObject,
    answerAt: readonly string[],
    parsed: unknown,
  ): string[] {
    if (method === 'HEAD') return [];
    const content = Object.keys(answer.content ?? {});
    if (content.length === 0) return body.length === 0 ? [] : ['there should be no body'];
    const given = String(headers['content-type']).split(';')[0] ?? '';
    const mediaType = content.find((one) => one === given || one === '*/*');
    if (mediaType === undefined) return [`the document has no answer of the type ${given}`];
    if (mediaType !== 'application/json') return [];
    return this.judge([...answerAt, 'content', mediaType, 'schema'], parsed);
  }

  /** A request that was successful must be valid by the document. */
  private requestFaults({ status, sent }: Exchange, at: readonly string[]): string[] {
    const body = [...at, 'requestBody', 'content', 'application/json', 'schema'];
    if (status >= 300 || !this.at(body) || sent === undefined) return [];
    return this.judge(body, sent).map((fault) => `accepted, though in the request ${fault}`);
  }

  /** The faults of a value by the schema at this path. */
  private judge(at: readonly string[], value: unknown): string[] {
    const pointer = at.map(escaped).join('/');
    let validate = this.validators.get(pointer);
    if (!validate) {
      validate = this.ajv.compile({ $ref: `${ID}#/${pointer}` });
      this.validators.set(pointer, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  /** Follows references from a path in the document. */
  private resolved(at: readonly string[]): readonly string[] | null {
    const found = this.at(at);
    if (!found) return null;
    const reference = found['$ref'];
    return typeof reference === 'string' ? reference.replace('#/', '').split('/') : at;
  }

  private followed(header: HeaderObject): HeaderObject {
    const reference = (header as unknown as Json)['$ref'];
    if (typeof reference !== 'string') return header;
    return this.at(reference.replace('#/', '').split('/')) as unknown as HeaderObject;
  }

  private at(path: readonly string[]): Json | undefined {
    let value: unknown = this.document;
    for (const key of path) value = (value as Json | undefined)?.[key];
    return value as Json | undefined;
  }
}

let judge: DocumentJudge | undefined;

/** The checks by the OpenAPI document, which is the same for all servers and read once. */
export const judgeOf = (read: () => OpenApiDocument): DocumentJudge =>
  (judge ??= new DocumentJudge(read()));

/** Every operation of a document. */
export const operationsOf = ({ paths }: OpenApiDocument): DocumentedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );

const formOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .replaceAll('.', '\\.')
      .replace(/\{\w+\}/g, '[^/]+')}/?$`,
    'i',
  );

const parametersIn = (path: string): number => path.split('{').length;

const pathOf = (url: string): string =>
  (cleanedUrl(url).split('?')[0] ?? '').replace(/^\/api(?=\/)/, '');

const escaped = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

function bodyOf({ headers, body }: Exchange): unknown {
  if (!String(headers['content-type']).startsWith('application/json') || body.length === 0) {
    return undefined;
  }
  return JSON.parse(body.toString('utf8'));
}

const isOfNoOperation = (body: unknown): boolean =>
  OF_NO_OPERATION.includes(String((body as Json | undefined)?.['code']));
