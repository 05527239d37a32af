export { SeededRandom } from 'simulator-core';
export {
  type ReceivedEvent,
  type ReceiverAnswer,
  startWebhookReceiver,
  type WebhookReceiver,
} from 'simulator-core/testing';
