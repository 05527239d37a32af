export { type Behaviour } from './behaviour.js';
export { NOISE, type NoiseKind } from './control/noise.js';
export {
  ControlError,
  type SimulatorControl,
  type WebhookHealth,
  type WebhookSetting,
} from './control/simulator-control.js';
export { type BookEntry, type DeliveryView, type InvoiceView } from './control/views.js';
export { type FaultScript } from './faults/fault-scripts.js';
export { type FaultName } from './faults/fault-table.js';
export { type SimulatorOptions } from './options.js';
export { FAULT_PHONES, OUTCOME_PHONES, type ScriptedPhone } from './outcome-phones.js';
export { type Failure, type Payment } from './outcomes/outcome.js';
export { type OutcomeRule } from './outcomes/outcome-rules.js';
export { type OutcomeName, OUTCOMES } from './outcomes/outcome-table.js';
export { type Simulator, startSimulator } from './simulator.js';
export { type WebhookFaultScript } from './webhooks/webhook-faults.js';
export { type Clock, type Strike } from 'simulator-core';
