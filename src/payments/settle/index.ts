/** Whatever changes a payment after it was created, and what is told of it. */
export {
  type PaymentNotice,
  PaymentSubscribers,
  REPEAT_SUBSCRIBER_TASK,
  type RepeatSubscriberPayload,
} from './payment-subscribers.js';
export { type Settled, SettlementService } from './settlement.service.js';
