import { response } from '../../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  integerId,
  list,
  nullable,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { type Finding, FINDINGS } from '../domain/diagnosis-facts.js';
import { type Diagnosis } from './diagnose.service.js';

/** A reason why a customer is not online. */
export const FindingResponse = response<Finding>(
  'Finding',
  'A reason why a customer is not online, and what to do about it.',
).with({
  code: [
    about(
      '- `no_such_payment`: nothing was found\n' +
        '- `payment_open`: nobody knows yet whether it was paid\n' +
        '- `in_review`: an operator has to look at the payment\n' +
        '- `no_entitlement`: nothing may be used: not paid, not written, or not started\n' +
        '- `expired`: the access is over, or was revoked\n' +
        '- `router_never_heard_from`: the router does not reach the server, or does not answer it\n' +
        '- `wrong_secret_suspected`: the router seems to have another shared secret\n' +
        '- `device_limit`: as many devices as were sold are attached\n' +
        '- `router_rejected`: the last login was rejected, or every login is\n' +
        '- `logged_in_no_accounting`: the login was accepted, and no session was reported',
      oneOf(FINDINGS),
    ),
    'router_rejected',
    (r) => r.code,
  ],
  problem: [
    about('A sentence that says what is so.', text),
    'The login was rejected, because the access, or the ticket, was over.',
    (r) => r.problem,
  ],
  action: [
    about('A sentence that says what to do.', text),
    'Let the customer log in again from the portal.',
    (r) => r.action,
  ],
  at: [
    about('When it happened; null when it has no time.', nullable(instant)),
    '2026-03-01T10:12:00.000Z',
    (r) => toIso(r.at),
  ],
});

/** `GET /access/diagnose/` */
export const DiagnosisResponse = response<Diagnosis>(
  'Diagnosis',
  'Why a customer is not online.',
).with({
  payment: [
    about('The newest payment of the customer.', nullable(uuid)),
    '0198c0de-0000-7000-8000-000000000001',
    (r) => r.paymentId,
  ],
  entitlement: [
    about('The entitlement that runs, else the newest one.', nullable(uuid)),
    '0198c0de-0000-7000-8000-0000000000e1',
    (r) => r.entitlementId,
  ],
  router: [nullable(integerId), 1, (r) => r.routerId],
  online: [about('Whether a session is open.', flag), false, (r) => r.onlineSince !== null],
  online_since: [nullable(instant), null, (r) => toIso(r.onlineSince)],
  findings: [
    about(
      'In the order in which access comes about: payment, entitlement, router, login. Deal with the ' +
        'first one first. Empty: nothing was found that keeps the customer offline.',
      list(FindingResponse.schema),
    ),
    [FindingResponse.example],
    (r) => r.findings.map(FindingResponse.of),
  ],
});
