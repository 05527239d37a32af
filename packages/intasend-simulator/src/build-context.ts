import { randomBytes } from 'node:crypto';
import {
  Changes,
  CryptoRandom,
  Ids,
  Scheduler,
  Secret,
  SeededRandom,
  Struck,
  systemClock,
} from 'simulator-core';
import { Gate } from './api/gate.js';
import { DEFAULT_BEHAVIOUR } from './behaviour.js';
import { type SimulatorContext } from './context.js';
import { toTarget } from './control/simulator-control.js';
import { Stamps } from './engine/stamps.js';
import { FaultScripts } from './faults/fault-scripts.js';
import { Accounts } from './model/accounts.js';
import { Store } from './model/store.js';
import { type SimulatorOptions } from './options.js';
import { Lifecycle } from './outcomes/lifecycle.js';
import { OutcomeRules } from './outcomes/outcome-rules.js';
import { WebhookFaults } from './webhooks/webhook-faults.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

const WEBHOOK_TIMEOUT_MS = 10_000;

/** Builds the parts of a simulator from its options. Its URL is set when it listens. */
export function buildContext(options: SimulatorOptions): SimulatorContext {
  const log = options.log ?? (() => undefined);
  const behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
  const changes = new Changes();
  const random = options.seed === undefined ? new CryptoRandom() : new SeededRandom(options.seed);
  const scheduler = new Scheduler(options.clock ?? systemClock, options.speed ?? 1, () => {
    changes.emit();
  });
  const stamps = new Stamps(scheduler, random);
  const ids = new Ids(random);
  const store = new Store();
  const accounts = new Accounts(ids, store);
  const timeoutMs = options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS;
  const webhookFaults = new WebhookFaults(random);
  const struck = new Struck();
  const sender = new WebhookSender({
    behaviour,
    scheduler,
    stamps,
    changes,
    faults: webhookFaults,
    struck,
    timeoutMs,
    log,
  });
  if (options.webhookUrl !== undefined) {
    sender.defaultTarget = toTarget({
      url: options.webhookUrl,
      challenge: options.challenge ?? null,
    });
  }
  return {
    behaviour,
    changes,
    scheduler,
    stamps,
    ids,
    store,
    accounts,
    gate: new Gate(accounts, options.environment ?? 'sandbox'),
    outcomeRules: new OutcomeRules(),
    faults: new FaultScripts(random),
    webhookFaults,
    struck,
    sender,
    lifecycle: new Lifecycle({ behaviour, scheduler, stamps, ids, sender, store }),
    signingKey: new Secret(randomBytes(32).toString('hex')),
    publicUrl: '',
    log,
  };
}
