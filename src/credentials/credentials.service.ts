import { Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { type CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';

/** Keys at a provider as an operator hands them over. */
export interface GivenCredential {
  readonly provider: ProviderCode;
  readonly apiKey: string;
  readonly privateKey: Secret;
  readonly environment: ProviderEnvironment;
  readonly webhookChallenge: Secret | null;
}

/** Stores operators' provider keys, sealed. Nothing here gives a stored private key back. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly keyRing: KeyRing,
  ) {}

  create(userId: number, given: GivenCredential): Promise<CredentialEntity> {
    return this.repository.insert({
      userId,
      provider: given.provider,
      apiKey: given.apiKey,
      privateKeySealed: this.keyRing.seal(given.privateKey),
      privateKeyHint: given.privateKey.hint(),
      webhookChallengeSealed:
        given.webhookChallenge === null ? null : this.keyRing.seal(given.webhookChallenge),
      environment: given.environment,
    });
  }

  list(userId: number, page: PageAsked): Promise<Page<CredentialEntity>> {
    return this.repository.listOwned(userId, page);
  }
}
