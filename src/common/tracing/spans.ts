import {
  type Attributes,
  context,
  propagation,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** What goes along with a call or a job so that its spans join ours: `traceparent`. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** Off until somebody listens: then spans cost nothing. */
let isOn = false;

/** From now on spans are made. */
export function switchSpansOn(): void {
  isOn = true;
}

/** From now on no spans are made. */
export function switchSpansOff(): void {
  isOn = false;
}

/** What a span is about; values are ours, never text from outside and never a secret. */
export interface SpanOptions {
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
}

/** Runs `work` as a step of its own in the trace; a failure marks the step, without its message. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  // Not even a promise is added where nobody listens: each statement comes this way.
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

/** The present step, for whoever goes on with it elsewhere; empty when nothing is traced. */
export function traceCarrier(): TraceCarrier {
  if (!isOn) return {};
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs `work` as the continuation of a step elsewhere. */
export function continuing<T>(carrier: TraceCarrier, work: () => T): T {
  return isOn ? context.with(propagation.extract(context.active(), carrier), work) : work();
}
