import { FieldSchema } from '../../common/openapi/field-schema.js';
import { IsOneOf } from '../../common/validation/rules.js';
import { whenGiven } from '../../common/validation/when-given.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { IsPreferredProvider } from '../../routers/preferred-provider.rule.js';
import { ON_REVERSAL, type OnReversal } from '../domain/index.js';

class SettingsFields {
  @IsPreferredProvider()
  preferred_provider!: ProviderCode | null;

  @FieldSchema({
    description: 'What happens to access whose money was taken back.',
  })
  @IsOneOf(ON_REVERSAL)
  on_reversal!: OnReversal;
}

/** `PUT /payments/settings/`: changes the given fields only. */
export class PaymentSettingsRequest extends whenGiven(
  SettingsFields,
  'preferred_provider',
  'on_reversal',
) {}
