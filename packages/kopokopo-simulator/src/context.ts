import { type Changes, type Ids, type Scheduler, type Struck } from 'simulator-core';
import { type FaultScripts } from './faults/fault-scripts.js';
import { type Applications } from './model/applications.js';
import { type Store } from './model/store.js';
import { type Tokens } from './model/tokens.js';
import { type Lifecycle } from './outcomes/lifecycle.js';
import { type OutcomeRules } from './outcomes/outcome-rules.js';
import { type Tills } from './outcomes/tills.js';
import { type WebhookFaults } from './webhooks/webhook-faults.js';
import { type WebhookSender } from './webhooks/webhook-sender.js';

/** The parts of a running simulator that requests use. */
export interface SimulatorContext {
  readonly changes: Changes;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly store: Store;
  readonly applications: Applications;
  readonly tokens: Tokens;
  readonly outcomeRules: OutcomeRules;
  readonly faults: FaultScripts;
  readonly webhookFaults: WebhookFaults;
  readonly struck: Struck;
  readonly sender: WebhookSender;
  readonly tills: Tills;
  readonly lifecycle: Lifecycle;
  readonly log: (line: string) => void;
  /** Scheme, host and port of this simulator. */
  readonly address: { url: string };
}
