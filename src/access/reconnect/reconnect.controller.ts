import { Body, Controller, Post } from '@nestjs/common';
import { CurrentUser, PortalAccess } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { CurrentViewer, type Viewer } from '../../payments/read/index.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { LoginTicketsService } from './login-tickets.service.js';
import { reconnectErrors } from './reconnect-errors.js';
import { LoginTicketRequest, ReconnectRequest } from './reconnect.requests.js';
import { LoginTicketResponse } from './reconnect.response.js';
import { type AccessProof, ReconnectService } from './reconnect.service.js';

/** The routes with which captive portals let customers log in again. */
@PortalAccess()
@Tag('Selling')
@Controller('access')
export class ReconnectController {
  constructor(
    private readonly reconnects: ReconnectService,
    private readonly tickets: LoginTicketsService,
  ) {}

  @Idempotent('login_ticket')
  @Describe({
    summary: 'Let another device use access that was bought',
    description:
      'With the access code, or with the M-Pesa receipt and the last four digits of the phone ' +
      'number. The device is attached, and gets a ticket for one login at the router; the code is ' +
      'not shown. A code or receipt that does not exist, or belongs to another router or operator, ' +
      'is the same 404.',
    example: {
      router_id: 1,
      mac_address: 'AA:BB:CC:DD:EE:02',
      mpesa_reference: 'TDL4MADEUP',
      phone_last4: '5678',
    },
    answers: [answer(201, 'The device is attached.', LoginTicketResponse)],
    errors: [
      reconnectErrors.proofMissing(),
      reconnectErrors.notFound(),
      reconnectErrors.ended(),
      reconnectErrors.deviceLimit(),
      tooMany.reconnects(SOME_WAIT_MS),
      tooMany.tickets(SOME_WAIT_MS),
      countingUnavailable(),
    ],
  })
  @Post('reconnect')
  async reconnect(@CurrentUser() { userId }: Caller, @Body() body: ReconnectRequest) {
    const { router_id: routerId, mac_address: macAddress } = body;
    const proof = proofOf(body);
    return LoginTicketResponse.of(
      await this.reconnects.reconnect({ userId, routerId, macAddress, proof }),
    );
  }

  @Idempotent('login_ticket')
  @Describe({
    summary: 'Make a ticket for one login at the router',
    description:
      'For the way from a page to the router, because a URL must not carry the access code. The ' +
      'request has the access claim of the payment that began the access. The ticket serves one ' +
      'login within ten minutes; the ten newest tickets of an access are valid.',
    example: {
      payment_id: '0198c0de-0000-7000-8000-000000000001',
      access_claim: '5f0c2a6e1b7d4c399e0b0d8a4f1c7b21',
      mac_address: 'AA:BB:CC:DD:EE:FF',
    },
    answers: [answer(201, 'The ticket.', LoginTicketResponse)],
    errors: [
      reconnectErrors.ticketRefused(),
      reconnectErrors.ended(),
      tooMany.tickets(SOME_WAIT_MS),
      countingUnavailable(),
    ],
  })
  @Post('login-tickets')
  async ticket(
    @CurrentUser() { userId }: Caller,
    @CurrentViewer() viewer: Viewer,
    @Body() { payment_id, mac_address }: LoginTicketRequest,
  ) {
    return LoginTicketResponse.of(
      await this.tickets.ofPayment(userId, viewer, payment_id, mac_address ?? null),
    );
  }
}

/** @throws ApiError 400 unless there is exactly one proof */
function proofOf({ code, mpesa_reference, phone_last4 }: ReconnectRequest): AccessProof {
  const hasReceipt = mpesa_reference !== undefined || phone_last4 !== undefined;
  if (code !== undefined && !hasReceipt) return { code };
  if (code === undefined && mpesa_reference !== undefined && phone_last4 !== undefined) {
    return { receipt: mpesa_reference, phoneLast4: phone_last4 };
  }
  throw reconnectErrors.proofMissing();
}
