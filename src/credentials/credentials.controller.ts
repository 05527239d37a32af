import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { invalidFields } from '../common/errors/api-error.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { mustBeOneOf } from '../common/http/path-words.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, nothing, Tag } from '../common/openapi/describe.decorator.js';
import { oneOf } from '../common/openapi/schema.js';
import { mapPage } from '../database/keyset.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { PROVIDERS } from '../providers/index.js';
import {
  PROVIDER_CODES,
  PROVIDER_SPELLINGS,
  type ProviderCode,
} from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { CredentialPage, CredentialResponse } from './credential.response.js';
import {
  ChangeCredentialRequest,
  CreateCredentialRequest,
  ReplaceCredentialRequest,
  UpdatePrivateKeyRequest,
  valuesIn,
  credentialBody,
} from './credentials.requests.js';
import { type CredentialChange, CredentialsService } from './credentials.service.js';
import { ProviderAccounts } from './provider-accounts.js';
import { ProviderCodePipe } from './provider-code.pipe.js';

const example = {
  provider: 'instasend',
  api_key: 'ISPubKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f',
  environment: 'sandbox',
  webhook_challenge: 'a secret that IntaSend sends along',
};
const PRIVATE_KEY = 'ISSecretKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f';

/** For the document, which describes the providers of this server. */
const FORMATS = new CredentialFormats(PROVIDERS);

/** Operators' keys at payment providers. */
@Tag('Credentials')
@Controller('payments/credentials')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly formats: CredentialFormats,
    private readonly accounts: ProviderAccounts,
  ) {}

  @Describe({
    summary: 'Add keys of a payment provider',
    description:
      'The private key and the challenge are sealed and never shown again. Of several active ' +
      "pairs the newest is used for new payments. Values are trimmed; keys in each other's field " +
      'and keys of another environment are refused.',
    body: credentialBody(CreateCredentialRequest, FORMATS),
    example: { ...example, private_key: PRIVATE_KEY },
    answers: [answer(201, 'The new credentials.', CredentialResponse)],
  })
  @Post()
  async create(@CurrentUser() { userId }: Caller, @Body() body: CreateCredentialRequest) {
    const credential = await this.credentials.create(userId, {
      provider: body.provider,
      environment: body.environment,
      values: valuesIn(body, this.formats.fieldsOf(body.provider)),
    });
    return this.shown(credential);
  }

  @Describe({
    summary: 'List credentials',
    answers: [answer(200, 'A page of credentials.', CredentialPage)],
  })
  @Get()
  async list(@CurrentUser() { userId }: Caller, @PageOf(isIntegerId) page: PageAsked) {
    const credentials = await this.credentials.list(userId, page);
    return CredentialPage.of(mapPage(credentials, (one) => this.withValues(one)));
  }

  @Describe({
    summary: 'Show the credentials in use',
    description: 'The newest active ones of the provider.',
    parameters: [
      {
        name: 'provider',
        in: 'path',
        required: true,
        schema: oneOf(PROVIDER_SPELLINGS),
        example: 'instasend',
      },
    ],
    answers: [answer(200, 'The credentials that new payments use.', CredentialResponse)],
    errors: [
      invalidFields({ provider: [mustBeOneOf('provider', PROVIDER_CODES)] }),
      credentialErrors.noneInUse('instasend'),
    ],
  })
  @Get('provider/:provider')
  async inUse(
    @CurrentUser() { userId }: Caller,
    @Param('provider', new ProviderCodePipe()) provider: ProviderCode,
  ) {
    return this.shown(await this.credentials.getInUse(userId, provider));
  }

  @Describe({
    summary: 'Show credentials',
    answers: [answer(200, 'The credentials.', CredentialResponse)],
  })
  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ) {
    return this.shown(await this.credentials.getOwned(userId, id));
  }

  @Describe({
    summary: 'Replace credentials',
    description:
      'All fields but the private key, which has its own operation. Absent secrets and absent ' +
      'optional fields keep their value, so credentials that are read and sent back stay the same; ' +
      'a challenge that is empty is removed, null leaves it as it is. Pending payments keep the ' +
      'keys and the challenge that they were made with.',
    body: credentialBody(ReplaceCredentialRequest, FORMATS),
    example,
    answers: [answer(200, 'The changed credentials.', CredentialResponse)],
  })
  @Put(':id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() body: ReplaceCredentialRequest,
  ) {
    return this.shown(await this.credentials.update(userId, id, this.changeIn(body)));
  }

  @Describe({
    summary: 'Change credentials',
    description:
      'A challenge that is empty is removed; null leaves it as it is. Pending payments keep the ' +
      'keys and the challenge that they were made with.',
    body: credentialBody(ChangeCredentialRequest, FORMATS),
    example: { is_active: false },
    answers: [
      answer(200, 'The changed credentials.', CredentialResponse, {
        ...CredentialResponse.example,
        is_active: false,
      }),
    ],
  })
  @Patch(':id')
  async change(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() body: ChangeCredentialRequest,
  ) {
    return this.shown(await this.credentials.update(userId, id, this.changeIn(body)));
  }

  @Describe({
    summary: 'Delete credentials',
    description:
      'New payments do not use them. Reconciliation uses them for the payments that were made with ' +
      'them; after its last recheck, after nine days unless `LINK_EXPIRY_HOURS` is longer, the ' +
      'secrets are deleted.',
    answers: [nothing('The credentials are deleted.')],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ): Promise<void> {
    await this.credentials.remove(userId, id);
  }

  @Describe({
    summary: 'Replace the private key',
    description: 'Pending payments keep the key that they were made with.',
    example: { private_key: PRIVATE_KEY },
    answers: [answer(200, 'The changed credentials.', CredentialResponse)],
  })
  @Post(':id/update-private-key')
  @HttpCode(200)
  async updatePrivateKey(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
    @Body() { private_key: key }: UpdatePrivateKeyRequest,
  ) {
    return this.shown(await this.credentials.updatePrivateKey(userId, id, key));
  }

  @Describe({
    summary: 'Activate or deactivate credentials',
    answers: [
      answer(200, 'The changed credentials.', CredentialResponse, {
        ...CredentialResponse.example,
        is_active: false,
      }),
    ],
  })
  @Post(':id/toggle')
  @HttpCode(200)
  async toggle(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(credentialErrors.notFound) id: number,
  ) {
    return this.shown(await this.credentials.toggle(userId, id));
  }

  private shown(credential: CredentialEntity) {
    return CredentialResponse.of(this.withValues(credential));
  }

  private withValues(credential: CredentialEntity) {
    return { credential, values: this.accounts.shownValues(credential) };
  }

  private changeIn(body: ChangeCredentialRequest): CredentialChange {
    const { provider, environment, is_active: isActive } = body;
    const fields = provider ? this.formats.fieldsOf(provider) : this.formats.allFields();
    return { provider, environment, isActive, values: valuesIn(body, fields) };
  }
}
