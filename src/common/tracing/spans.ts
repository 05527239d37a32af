import {
  type Attributes,
  context,
  propagation,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** The trace context of a call or a job: `traceparent`. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** Tracing is off by default, and costs nothing then. */
let isOn = false;

/** Starts creating spans. */
export function switchSpansOn(): void {
  isOn = true;
}

/** Stops creating spans. */
export function switchSpansOff(): void {
  isOn = false;
}

/** Attributes of a span. Values come from our code, never from input, and are never secret. */
export interface SpanOptions {
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
}

/** Runs `work` in a span of its own. An error marks the span as failed, without the message. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  // No extra promise while tracing is off: every statement comes through here.
  if (!isOn) return work();
  return trace.getTracer('lipafi').startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Error) span.setAttribute('error.type', error.name);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The current trace context, for a call or a job; empty when tracing is off. */
export function traceCarrier(): TraceCarrier {
  if (!isOn) return {};
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs `work` as the continuation of another trace context. */
export function continuing<T>(carrier: TraceCarrier, work: () => T): T {
  return isOn ? context.with(propagation.extract(context.active(), carrier), work) : work();
}
