export {
  ControlError,
  type SimulatorControl,
  type TillPayment,
} from './control/simulator-control.js';
export { type BookEntry, type DeliveryView, type PaymentView } from './control/views.js';
export { type FaultScript } from './faults/fault-scripts.js';
export { type FaultName } from './faults/fault-table.js';
export { type ApplicationKeys, keysNamed } from './model/applications.js';
export { type PhoneShown } from './model/records.js';
export { type SimulatorOptions } from './options.js';
export { FAULT_PHONES, OUTCOME_PHONES, type ScriptedPhone } from './outcome-phones.js';
export { type OutcomeRule } from './outcomes/outcome-rules.js';
export { type OutcomeName, OUTCOMES } from './outcomes/outcome-table.js';
export { type Simulator, startSimulator } from './simulator.js';
export { type WebhookFaultName, type WebhookFaultScript } from './webhooks/webhook-faults.js';
export { signatureOf } from './webhooks/webhook-sender.js';
