/** Changes payments after their creation, and publishes the events. */
export {
  type PaymentNotice,
  PaymentSubscribers,
  REPEAT_SUBSCRIBER_TASK,
  type RepeatSubscriberPayload,
} from './payment-subscribers.js';
export {
  type FurtherWork,
  ReceiptTaken,
  type Settled,
  SettlementService,
} from './settlement.service.js';
