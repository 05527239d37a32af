import { Transform, type TransformFnParams } from 'class-transformer';
import { Matches } from 'class-validator';
import { parseCallable } from '../../common/phone/phone.js';
import { FieldSchema } from '../../common/openapi/field-schema.js';
import {
  custom,
  IsFilledText,
  IsIntegerId,
  IsText,
  MayBeAbsent,
} from '../../common/validation/rules.js';
import { type PortalFields } from './portal-look.js';

/** Far more than the body of a request can have. */
const MAX_UPLOAD_LENGTH = 100_000;

const Changed = (change: (text: string) => string | null): PropertyDecorator =>
  Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? (change(value) ?? value) : value,
  );

/** Neither control characters nor those that turn the direction of what follows. */
const IsPlainText = (): PropertyDecorator =>
  custom(
    'isPlainText',
    (value) => typeof value !== 'string' || !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value),
    '$property must be text in one line, without control characters',
  );

/** `GET` and `PUT /portal/settings/` */
export class PortalSettingsQuery {
  @FieldSchema({ description: 'A router of yours; absent: what holds for all of them.' })
  @MayBeAbsent()
  @IsIntegerId()
  router?: number;
}

/** `PUT /portal/settings/`: a field that is absent or null is not set any more. */
export class PortalSettingsRequest {
  @FieldSchema({
    description: 'The heading of the pages. Unless set, it is the name of the router.',
  })
  @MayBeAbsent()
  @Changed((text) => text.trim())
  @IsPlainText()
  @IsFilledText(60)
  name?: string;

  @FieldSchema({
    type: 'string',
    pattern: '^#[0-9a-fA-F]{6}$',
    description: 'The colour of buttons and headings, as `#rrggbb`.',
  })
  @MayBeAbsent()
  @Changed((text) => text.trim().toLowerCase())
  @Matches(/^#[0-9a-f]{6}$/, { message: 'color must be a colour such as #0a6a3a' })
  color?: string;

  @FieldSchema({
    description:
      'A PNG, JPEG or WebP file in base64 or as a data URL, of at most 1,200 pixels on each side. It ' +
      'is stored with at most 96 pixels on each side and 3 kB, without metadata.',
  })
  @MayBeAbsent()
  @IsText(MAX_UPLOAD_LENGTH)
  logo?: string;

  @FieldSchema({
    type: 'string',
    description:
      'Whom customers call, in any usual notation; from other countries with + in front.',
  })
  @MayBeAbsent()
  @Changed(parseCallable)
  @IsPhoneToCall()
  support_phone?: string;

  @FieldSchema({ type: 'string', format: 'uri', description: 'An https address.' })
  @MayBeAbsent()
  @Changed((text) => text.trim())
  @IsTermsUrl()
  @IsText(500)
  terms_url?: string;

  @FieldSchema({ description: 'A sentence for all customers. Text in one line; HTML stays text.' })
  @MayBeAbsent()
  @Changed((text) => text.trim())
  @IsPlainText()
  @IsFilledText(200)
  notice?: string;
}

/** The fields of a request, as they are stored. */
export const fieldsOf = (body: PortalSettingsRequest): PortalFields => ({
  name: body.name ?? null,
  color: body.color ?? null,
  logo: body.logo ?? null,
  supportPhone: body.support_phone ?? null,
  termsUrl: body.terms_url ?? null,
  notice: body.notice ?? null,
});

function IsPhoneToCall(): PropertyDecorator {
  return custom(
    'isPhoneToCall',
    (value) => typeof value === 'string' && parseCallable(value) === value,
    '$property must be a phone number such as +254712345678',
  );
}

function IsTermsUrl(): PropertyDecorator {
  return custom(
    'isTermsUrl',
    (value) => typeof value === 'string' && isHttpsUrl(value),
    '$property must be an address that begins with https://',
  );
}

function isHttpsUrl(text: string): boolean {
  const url = /^https:\/\/[^\s\\]+$/i.test(text) ? URL.parse(text) : null;
  return url !== null && url.hostname !== '' && url.username === '' && url.password === '';
}
