import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { response } from '../common/openapi/response.js';
import { flag, text } from '../common/openapi/schema.js';
import { credentialErrors } from './credential-errors.js';
import { VerifyCredentialRequest } from './credentials.requests.js';
import { VerifyCredentialService } from './verify-credential.service.js';

interface Verdict {
  readonly isValid: boolean;
  readonly message: string;
}

const VerificationResponse = response<Verdict>('Verification', 'Whether keys are valid.').with({
  is_valid: [flag, true, ({ isValid }) => isValid],
  message: [text, 'The provider accepts the stored keys.', ({ message }) => message],
});

/** Verifies operators' keys at payment providers. */
@Tag('Credentials')
@Controller('payments/credentials')
export class VerifyCredentialController {
  constructor(private readonly service: VerifyCredentialService) {}

  @Describe({
    summary: 'Verify keys',
    description:
      'With `private_key`, it is compared with the stored one. Without, the provider is asked ' +
      'whether it accepts the stored keys.',
    example: {},
    answers: [answer(200, 'Whether the keys are valid.', VerificationResponse)],
    errors: [
      credentialErrors.notVerifiable('kopokopo'),
      credentialErrors.privateKeyUnreadable(undefined),
      credentialErrors.providerUnreachable('instasend', null, undefined),
    ],
  })
  @Post(':id/verify')
  @HttpCode(200)
  async verify(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() { private_key: key }: VerifyCredentialRequest,
  ) {
    return key
      ? verdict(
          await this.service.isStoredKey(userId, id, key),
          'The private key is the stored one.',
          'The private key is not the stored one.',
        )
      : verdict(
          await this.service.isAccepted(userId, id),
          'The provider accepts the stored keys.',
          'The provider refuses the stored keys. Check both keys and their environment.',
        );
  }
}

const verdict = (isValid: boolean, yes: string, no: string) =>
  VerificationResponse.of({ isValid, message: isValid ? yes : no });
