import {
  Changes,
  CryptoRandom,
  Ids,
  Scheduler,
  SeededRandom,
  Struck,
  systemClock,
} from 'simulator-core';
import { type SimulatorContext } from './context.js';
import { FaultScripts } from './faults/fault-scripts.js';
import { Applications } from './model/applications.js';
import { Store } from './model/store.js';
import { Tokens } from './model/tokens.js';
import { type SimulatorOptions } from './options.js';
import { Lifecycle } from './outcomes/lifecycle.js';
import { OutcomeRules } from './outcomes/outcome-rules.js';
import { Tills } from './outcomes/tills.js';
import { WebhookFaults } from './webhooks/webhook-faults.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

const WEBHOOK_TIMEOUT_MS = 10_000;
const TOKEN_SECONDS = 3_600;

/** Builds the parts of a simulator from its options. Its address is set when it listens. */
export function buildContext(options: SimulatorOptions): SimulatorContext {
  const log = options.log ?? (() => undefined);
  const changes = new Changes();
  const random = options.seed === undefined ? new CryptoRandom() : new SeededRandom(options.seed);
  const scheduler = new Scheduler(options.clock ?? systemClock, options.speed ?? 1, () => {
    changes.emit();
  });
  const ids = new Ids(random);
  const store = new Store();
  const struck = new Struck();
  const webhookFaults = new WebhookFaults(random);
  const timeoutMs = options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS;
  const sender = new WebhookSender({
    ...{ scheduler, changes, struck, timeoutMs, log },
    faults: webhookFaults,
  });
  const address = { url: '' };
  const tills = new Tills({ scheduler, ids, store, sender, address });
  return {
    ...{ changes, scheduler, ids, store, struck, webhookFaults, sender, tills, log, address },
    applications: new Applications(),
    tokens: new Tokens(scheduler, ids, options.tokenSeconds ?? TOKEN_SECONDS),
    outcomeRules: new OutcomeRules(),
    faults: new FaultScripts(random),
    lifecycle: new Lifecycle({ scheduler, sender, tills }),
  };
}
