import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { credentialResponse } from './credential.response.js';
import { CreateCredentialRequest } from './credentials.requests.js';
import { CredentialsService } from './credentials.service.js';

type CredentialResponse = ReturnType<typeof credentialResponse>;

/** Operators' keys at payment providers. */
@Controller('payments/credentials')
export class CredentialsController {
  constructor(private readonly credentials: CredentialsService) {}

  @Post()
  async create(
    @CurrentUser() { userId }: Caller,
    @Body() body: CreateCredentialRequest,
  ): Promise<CredentialResponse> {
    const credential = await this.credentials.create(userId, {
      provider: body.provider,
      apiKey: body.api_key,
      privateKey: body.private_key,
      environment: body.environment,
      webhookChallenge: body.webhook_challenge ?? null,
    });
    return credentialResponse(credential);
  }

  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
  ): Promise<Page<CredentialResponse>> {
    return mapPage(await this.credentials.list(userId, page), credentialResponse);
  }
}
