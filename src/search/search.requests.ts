import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsFilledText } from '../common/validation/rules.js';

/** Room for a whole SMS, which people paste. */
const MAX_LENGTH = 500;

/** `GET /search/` */
export class SearchQuery {
  @FieldSchema({
    description:
      'An M-Pesa receipt or the message that it came in, a phone number or a MAC address in any ' +
      'notation, an access code with or without dashes, the id of a payment or at least its first ' +
      '8 digits, or the invoice id of a provider.',
    examples: ['TDL4MADEUP', '0712345678', 'K7MP-2XQR'],
  })
  @IsFilledText(MAX_LENGTH)
  q!: string;
}
