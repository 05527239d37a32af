import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { credentialResponse } from './credential.response.js';
import { credentialsDocs } from './credentials.openapi.js';
import {
  ChangeCredentialRequest,
  CreateCredentialRequest,
  ReplaceCredentialRequest,
  UpdatePrivateKeyRequest,
  valuesIn,
} from './credentials.requests.js';
import { type CredentialChange, CredentialsService } from './credentials.service.js';
import { ProviderCodePipe } from './provider-code.pipe.js';

type CredentialResponse = ReturnType<typeof credentialResponse>;

/** Operators' keys at payment providers. */
@Tag('Credentials')
@Controller('payments/credentials')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly formats: CredentialFormats,
  ) {}

  @Describe(credentialsDocs.create)
  @Post()
  async create(
    @CurrentUser() { userId }: Caller,
    @Body() body: CreateCredentialRequest,
  ): Promise<CredentialResponse> {
    const credential = await this.credentials.create(userId, {
      provider: body.provider,
      environment: body.environment,
      values: valuesIn(body, this.formats.fieldsOf(body.provider)),
    });
    return this.shown(credential);
  }

  @Describe(credentialsDocs.list)
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
  ): Promise<Page<CredentialResponse>> {
    return mapPage(await this.credentials.list(userId, page), (one) => this.shown(one));
  }

  @Describe(credentialsDocs.inUse)
  @Get('provider/:provider')
  async inUse(
    @CurrentUser() { userId }: Caller,
    @Param('provider', new ProviderCodePipe()) provider: ProviderCode,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.getInUse(userId, provider));
  }

  @Describe(credentialsDocs.get)
  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.getOwned(userId, id));
  }

  @Describe(credentialsDocs.replace)
  @Put(':id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() body: ReplaceCredentialRequest,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.update(userId, id, this.changeIn(body)));
  }

  @Describe(credentialsDocs.change)
  @Patch(':id')
  async change(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() body: ChangeCredentialRequest,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.update(userId, id, this.changeIn(body)));
  }

  @Describe(credentialsDocs.remove)
  @Delete(':id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ): Promise<void> {
    await this.credentials.remove(userId, id);
  }

  @Describe(credentialsDocs.updatePrivateKey)
  @Post(':id/update-private-key')
  @HttpCode(200)
  async updatePrivateKey(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() { private_key: key }: UpdatePrivateKeyRequest,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.updatePrivateKey(userId, id, key));
  }

  @Describe(credentialsDocs.toggle)
  @Post(':id/toggle')
  @HttpCode(200)
  async toggle(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ): Promise<CredentialResponse> {
    return this.shown(await this.credentials.toggle(userId, id));
  }

  private shown(credential: CredentialEntity): CredentialResponse {
    return credentialResponse(credential, this.formats);
  }

  private changeIn(body: ChangeCredentialRequest): CredentialChange {
    const { provider, environment, is_active: isActive } = body;
    const fields = provider ? this.formats.fieldsOf(provider) : this.formats.allFields();
    return { provider, environment, isActive, values: valuesIn(body, fields) };
  }
}
