import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { credentialErrors } from './credential-errors.js';
import { VerifyCredentialRequest } from './credentials.requests.js';
import { verifyCredentialDocs } from './verify-credential.openapi.js';
import { VerifyCredentialService } from './verify-credential.service.js';

/** Whether keys are valid. */
export interface VerifyResponse {
  readonly is_valid: boolean;
  readonly message: string;
}

/** Verifies operators' keys at payment providers. */
@Tag('Credentials')
@Controller('payments/credentials')
export class VerifyCredentialController {
  constructor(private readonly service: VerifyCredentialService) {}

  @Describe(verifyCredentialDocs.verify)
  @Post(':id/verify')
  @HttpCode(200)
  async verify(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() { private_key: key }: VerifyCredentialRequest,
  ): Promise<VerifyResponse> {
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

const verdict = (isValid: boolean, yes: string, no: string): VerifyResponse => ({
  is_valid: isValid,
  message: isValid ? yes : no,
});
