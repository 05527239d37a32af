import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { switchSpansOff, switchSpansOn } from './spans.js';

/**
 * Starts tracing, and sends spans in batches to a collector that speaks OTLP over HTTP. No request
 * waits for the collector; while it is down, spans are dropped.
 * Only this module imports the library, and it is imported only when an endpoint is set.
 *
 * @param endpoint the URL of the collector, to which `/v1/traces` is appended
 * @returns a function that sends the remaining spans and stops tracing
 */
export function exportSpans(endpoint: string): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'lipafi' }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  switchSpansOn();
  return async () => {
    switchSpansOff();
    for (const api of [trace, propagation, context]) api.disable();
    await provider.shutdown();
  };
}
