import { startScriptedServer, json, type ScriptedServer } from './scripted-server.js';

/** A received span. */
export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A trace collector on a real socket: OTLP over HTTP, in JSON. */
export interface TraceCollector {
  readonly url: string;
  readonly server: ScriptedServer;
  spans(): SeenSpan[];
}

interface Received {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}
type ReceivedSpan = Omit<SeenSpan, 'attributes'> & {
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
};

/** Starts a collector on any free port. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const server = await startScriptedServer(json(200, {}));
  return {
    url: server.url,
    server,
    spans: () =>
      server.requests
        .filter(({ path }) => path === '/v1/traces')
        .flatMap(({ body }) => (JSON.parse(body) as Received).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map(({ attributes, ...span }) => ({ ...span, attributes: valuesOf(attributes) })),
  };
}

const valuesOf = (attributes: ReceivedSpan['attributes']): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, Object.values(value)[0] as unknown] as const),
  );
