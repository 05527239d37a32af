import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { switchSpansOff, switchSpansOn } from './spans.js';

/**
 * Begins to make spans and sends them, in batches and by the way, to a collector that speaks
 * OTLP over HTTP. Nobody waits for the collector; when it is away, spans are dropped.
 *
 * This is the only module that loads the library: without an endpoint it is never read.
 *
 * @param endpoint where the collector is; `/v1/traces` is put behind it
 * @returns what sends the rest and stops
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
