import { type Changes, type Ids, type Scheduler, type Secret, type Struck } from 'simulator-core';
import { type Gate } from './api/gate.js';
import { type Behaviour } from './behaviour.js';
import { type Stamps } from './engine/stamps.js';
import { type FaultScripts } from './faults/fault-scripts.js';
import { type Accounts } from './model/accounts.js';
import { type Store } from './model/store.js';
import { type Lifecycle } from './outcomes/lifecycle.js';
import { type OutcomeRules } from './outcomes/outcome-rules.js';
import { type WebhookFaults } from './webhooks/webhook-faults.js';
import { type WebhookSender } from './webhooks/webhook-sender.js';

/** The parts of a running simulator that requests use. */
export interface SimulatorContext {
  readonly behaviour: Behaviour;
  readonly changes: Changes;
  readonly scheduler: Scheduler;
  readonly stamps: Stamps;
  readonly ids: Ids;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly gate: Gate;
  readonly outcomeRules: OutcomeRules;
  readonly faults: FaultScripts;
  readonly webhookFaults: WebhookFaults;
  readonly struck: Struck;
  readonly sender: WebhookSender;
  readonly lifecycle: Lifecycle;
  /** The key that signs checkouts; new for each run. */
  readonly signingKey: Secret;
  /** The URL for payers and clients, without a trailing slash. */
  publicUrl: string;
  readonly log: (line: string) => void;
}
