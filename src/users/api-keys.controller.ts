import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentLogin, CurrentUser } from '../auth/access.decorators.js';
import { type Caller, type Login } from '../auth/caller.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { noApiKeys, publicKeyTaken } from './api-key-errors.js';
import { GraceQuery, SetCustomApiKeysRequest } from './api-keys.requests.js';
import {
  ApiKeyResponse,
  CustomApiKeyResponse,
  EXAMPLE_PAIR,
  GeneratedApiKeyResponse,
  RotatedApiKeyResponse,
} from './api-keys.responses.js';
import { ApiKeysService } from './api-keys.service.js';

const GRACE =
  'The old private key stops at once, and the logins that it began end. The old public key goes ' +
  'on working for `grace_hours`, so that portals out there need not be changed the same minute.';

/** The API keys of an operator. */
@Tag('API keys')
@Controller('users')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Describe({
    summary: 'Show the current API key',
    answers: [answer(200, 'The pair, without the private key.', ApiKeyResponse)],
    errors: [noApiKeys()],
  })
  @Get('api-keys')
  async current(@CurrentUser() { userId }: Caller) {
    return ApiKeyResponse.of(await this.apiKeys.getCurrent(userId));
  }

  @Describe({
    summary: 'Generate a new pair of API keys',
    description: GRACE,
    answers: [answer(201, 'The new pair.', GeneratedApiKeyResponse)],
  })
  @Post('generate-api-key')
  async generate(
    @CurrentLogin() login: Login,
    @KnownQuery(GraceQuery) { grace_hours: graceHours }: GraceQuery,
  ) {
    return GeneratedApiKeyResponse.of(await this.apiKeys.generate(login, graceHours));
  }

  @Describe({
    summary: 'Replace the API keys by a new pair',
    description: GRACE,
    answers: [answer(201, 'The new pair.', RotatedApiKeyResponse)],
  })
  @Post('rotate-api-keys')
  async rotate(
    @CurrentLogin() login: Login,
    @KnownQuery(GraceQuery) { grace_hours: graceHours }: GraceQuery,
  ) {
    return RotatedApiKeyResponse.of(await this.apiKeys.generate(login, graceHours));
  }

  @Describe({
    summary: 'Replace the API keys by a pair of your own',
    description: `The keys must be random. ${GRACE}`,
    example: EXAMPLE_PAIR,
    answers: [answer(201, 'The pair is in use.', CustomApiKeyResponse)],
    errors: [publicKeyTaken()],
  })
  @Post('set-custom-api-keys')
  async setCustom(
    @CurrentLogin() login: Login,
    @KnownQuery(GraceQuery) { grace_hours: graceHours }: GraceQuery,
    @Body() { public_key: publicKey, private_key: privateKey }: SetCustomApiKeysRequest,
  ) {
    return CustomApiKeyResponse.of(
      await this.apiKeys.setCustom(login, { publicKey, privateKey }, graceHours),
    );
  }
}
