import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** Buckets from a cached read to a customer who stopped waiting for the provider, in seconds. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
/** Buckets for calls to other servers, which take longer, in seconds. */
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];

/** Buckets from an open portal to a customer who comes back later, in seconds. */
const ONLINE_BUCKETS = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600];
/** Why a login at a router is rejected, as the database says; `none` for an accepted one. */
const LOGIN_REASONS = [
  ...['none', 'unknown', 'not_started', 'expired', 'revoked', 'devices', 'cap', 'router'],
  ...['limited', 'overflow'],
];

/** The outcome of a call to a provider, named like its three errors. */
export type CallOutcome = 'ok' | 'refused' | 'credentials_refused' | 'not_sent' | 'unknown';

/**
 * The counters and histograms of the server. Each label has few values, all known here or in the
 * code: never an id, an address or text from outside. docs/monitoring.md explains each metric.
 */
@Injectable()
export class Metrics {
  /** A registry per application, so that several can run in one process. */
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'lipafi_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });
  private readonly calls = new Histogram({
    name: 'lipafi_provider_call_duration_seconds',
    help: 'Time that a payment provider took to answer, by what it was asked and how that ended.',
    labelNames: ['provider', 'environment', 'operation', 'outcome'] as const,
    buckets: CALL_BUCKETS,
    registers: [this.registry],
  });
  private readonly jobs = new Histogram({
    name: 'lipafi_job_duration_seconds',
    help: 'Time that a background job ran; a failed one is tried again.',
    labelNames: ['task', 'outcome'] as const,
    buckets: CALL_BUCKETS,
    registers: [this.registry],
  });
  private readonly changes = this.counter(
    'lipafi_payment_changes_total',
    'Lines added to the history of payments: from which status to which, and the source of the event.',
    ['event', 'from', 'to', 'source'],
  );
  private readonly webhooks = this.counter(
    'lipafi_webhooks_received_total',
    'Webhooks by what they are about and whether their sender is known.',
    ['provider', 'kind', 'trust'],
  );
  private readonly droppedWebhooks = this.counter(
    'lipafi_webhooks_dropped_total',
    'Webhooks of unknown senders that were answered and not stored, because too many came.',
    ['provider', 'kind'],
  );
  private readonly receipts = this.counter(
    'lipafi_receipts_matched_total',
    'Money of tills by why it was counted for a payment, or by none when it was left unmatched.',
    ['by'],
  );
  private readonly subscriberFailures = this.counter(
    'lipafi_subscriber_failures_total',
    'Features that failed to follow a payment when it was settled; a job repeats each.',
    ['subscriber', 'event'],
  );
  private readonly missingEntitlements = this.counter(
    'lipafi_entitlements_missing_total',
    'Completed payments that had no entitlement and were given one by the sweep.',
    [],
  );
  private readonly coaRequests = this.counter(
    'lipafi_coa_requests_total',
    'Disconnect-Requests and CoA-Requests to routers by how they ended.',
    ['kind', 'state'],
  );
  private readonly paidToOnline = new Histogram({
    name: 'lipafi_paid_to_online_seconds',
    help: 'Time from a completed payment to the first login with what was bought.',
    buckets: ONLINE_BUCKETS,
    registers: [this.registry],
  });
  private readonly logins = this.counter(
    'lipafi_logins_total',
    'Logins of customers at routers by how they were answered.',
    ['outcome', 'reason'],
  );
  constructor() {
    // A counter that appears with its first event hides that event from increase().
    for (const kind of ['disconnect', 'coa']) {
      this.coaRequests.inc({ kind, state: 'not_confirmed' }, 0);
    }
    for (const reason of LOGIN_REASONS) this.loginsDecided(reason, 0);
    collectDefaultMetrics({ register: this.registry });
  }

  /** Shows the webhooks of a provider before the first one comes. */
  addProvider(provider: string): void {
    // A counter that appears with its first event hides that event from increase().
    for (const trust of ['authenticated', 'hint', 'refused']) {
      this.webhooks.inc({ provider, kind: 'collection', trust }, 0);
    }
    this.droppedWebhooks.inc({ provider, kind: 'collection' }, 0);
  }

  /** @param status the status of the response, or `aborted` when the caller had disconnected */
  requestAnswered(method: string, route: string, status: string, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  providerCalled(
    call: { provider: string; environment: string; operation: string; outcome: CallOutcome },
    seconds: number,
  ): void {
    this.calls.observe(call, seconds);
  }

  jobRan(task: string, outcome: 'done' | 'failed', seconds: number): void {
    this.jobs.observe({ task, outcome }, seconds);
  }

  /** @param from the previous status; null for a new payment */
  paymentChanged(event: string, from: string | null, to: string, source: string): void {
    this.changes.inc({ event, from: from ?? 'none', to, source });
  }

  webhookReceived(provider: string, kind: string, trust: string): void {
    this.webhooks.inc({ provider, kind, trust });
  }

  subscriberFailed(subscriber: string, event: string): void {
    this.subscriberFailures.inc({ subscriber, event });
  }

  entitlementsMissing(count: number): void {
    this.missingEntitlements.inc(count);
  }

  /** @param state the last state of a request to a router */
  coaRequestFinished(kind: 'disconnect' | 'coa', state: string): void {
    this.coaRequests.inc({ kind, state });
  }

  /** The first login of a customer, so long after the payment was completed. */
  customerOnline(seconds: number): void {
    this.paidToOnline.observe(seconds);
  }

  /** @param reason of a rejection; `none` for accepted logins */
  loginsDecided(reason: string, count: number): void {
    this.logins.inc({ outcome: reason === 'none' ? 'accept' : 'reject', reason }, count);
  }

  /** @param by why money of a till is counted for a payment; `none`: it is unmatched */
  receiptMatched(by: 'phone_and_price' | 'operator' | 'customer' | 'none'): void {
    this.receipts.inc({ by });
  }

  webhookDropped(provider: string, kind: string): void {
    this.droppedWebhooks.inc({ provider, kind });
  }

  private counter<Name extends string>(
    name: string,
    help: string,
    labelNames: Name[],
  ): Counter<Name> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
