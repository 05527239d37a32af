import { Body, Controller, Get, Put } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { response } from '../../common/openapi/response.js';
import { about, nullable, oneOf } from '../../common/openapi/schema.js';
import { PROVIDER_CODES } from '../../providers/provider-code.js';
import { ON_REVERSAL } from '../domain/index.js';
import { PaymentSettingsRequest } from './payment-settings.requests.js';
import { type PaymentSettings, PaymentSettingsService } from './payment-settings.service.js';

const PaymentSettingsResponse = response<PaymentSettings>(
  'PaymentSettings',
  'How payments are handled.',
).with({
  preferred_provider: [
    about(
      'Through whom `POST /payments/initiate/` sells where the router prefers nobody; null: the ' +
        'first of `instasend`, `kopokopo` that has active credentials.',
      nullable(oneOf(PROVIDER_CODES)),
    ),
    'kopokopo',
    (r) => r.preferredProvider,
  ],
  on_reversal: [
    about(
      'What happens to access whose money was taken back: `keep` until you have decided, or ' +
        '`revoke` at once.',
      oneOf(ON_REVERSAL),
    ),
    'keep',
    (r) => r.onReversal,
  ],
});

/** How the payments of an operator are handled. */
@Tag('Payments')
@Controller('payments/settings')
export class PaymentSettingsController {
  constructor(private readonly settings: PaymentSettingsService) {}

  @Describe({
    summary: 'Show the settings of payments',
    answers: [answer(200, 'The settings.', PaymentSettingsResponse)],
  })
  @Get()
  async get(@CurrentUser() { userId }: Caller) {
    return PaymentSettingsResponse.of(await this.settings.get(userId));
  }

  @Describe({
    summary: 'Change the settings of payments',
    description: 'Absent fields keep their value; null removes the preferred provider.',
    example: { preferred_provider: 'kopokopo', on_reversal: 'keep' },
    answers: [answer(200, 'The settings.', PaymentSettingsResponse)],
  })
  @Put()
  async change(@CurrentUser() { userId }: Caller, @Body() body: PaymentSettingsRequest) {
    const changed = await this.settings.change(userId, {
      preferredProvider: body.preferred_provider,
      onReversal: body.on_reversal,
    });
    return PaymentSettingsResponse.of(changed);
  }
}
