import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { ProviderError, ProviderNotSent } from '../providers/provider-errors.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { valueOf } from '../providers/payment-provider.js';
import { credentialErrors } from './credential-errors.js';
import { CredentialsService } from './credentials.service.js';
import { ProviderAccounts, sealedAccountOf } from './provider-accounts.js';

/** Verifies stored keys without showing them. */
@Injectable()
export class VerifyCredentialService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly providers: ProviderRegistry,
    private readonly accounts: ProviderAccounts,
    private readonly formats: CredentialFormats,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Checks whether a key is the stored private key.
   * @throws ApiError 404, or 500 when the stored one does not open
   */
  async isStoredKey(userId: number, id: number, key: Secret): Promise<boolean> {
    const credential = await this.credentials.getOwned(userId, id);
    const { name } = this.formats.fieldWithRole(credential.provider, 'secret');
    const stored = valueOf(this.accounts.openForRequest(sealedAccountOf(credential)), name);
    return constantTimeEqual(stored.reveal(), key.reveal());
  }

  /**
   * Asks the provider whether it accepts the stored keys.
   * @throws ApiError 404, 400 when this provider cannot be asked, 503 when it gives no answer, or 500
   *   when the stored key does not open
   */
  async isAccepted(userId: number, id: number): Promise<boolean> {
    const credential = await this.credentials.getOwned(userId, id);
    const provider = this.providers.find(credential.provider);
    if (!provider) throw credentialErrors.notVerifiable(credential.provider);
    const account = this.accounts.openForRequest(sealedAccountOf(credential));
    try {
      const isAccepted = await provider.verifyAccount(account, provider.timeoutMs);
      await this.log.add('credential_verified', {
        ...{ userId, credentialId: id, isAccepted, version: credential.version },
      });
      return isAccepted;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const retryAfterMs = error instanceof ProviderNotSent ? error.retryAfterMs : null;
      throw credentialErrors.providerUnreachable(credential.provider, retryAfterMs, error);
    }
  }
}
