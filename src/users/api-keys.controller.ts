import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { CurrentLogin, CurrentUser } from '../auth/access.decorators.js';
import { type Caller, type Login } from '../auth/caller.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { apiKeysDocs } from './api-keys.openapi.js';
import { GraceQuery, SetCustomApiKeysRequest } from './api-keys.requests.js';
import {
  apiKeysResponse,
  customKeysResponse,
  generatedResponse,
  rotatedResponse,
} from './api-keys.responses.js';
import { ApiKeysService } from './api-keys.service.js';

/** The API keys of an operator. */
@Tag('API keys')
@Controller('users')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Describe(apiKeysDocs.current)
  @Get('api-keys')
  async current(@CurrentUser() { userId }: Caller): Promise<ReturnType<typeof apiKeysResponse>> {
    return apiKeysResponse(await this.apiKeys.getCurrent(userId));
  }

  @Describe(apiKeysDocs.generate)
  @Post('generate-api-key')
  async generate(
    @CurrentLogin() login: Login,
    @Query() { grace_hours: graceHours }: GraceQuery,
  ): Promise<ReturnType<typeof generatedResponse>> {
    return generatedResponse(await this.apiKeys.generate(login, graceHours));
  }

  @Describe(apiKeysDocs.rotate)
  @Post('rotate-api-keys')
  async rotate(
    @CurrentLogin() login: Login,
    @Query() { grace_hours: graceHours }: GraceQuery,
  ): Promise<ReturnType<typeof rotatedResponse>> {
    return rotatedResponse(await this.apiKeys.generate(login, graceHours));
  }

  @Describe(apiKeysDocs.setCustom)
  @Post('set-custom-api-keys')
  async setCustom(
    @CurrentLogin() login: Login,
    @Query() { grace_hours: graceHours }: GraceQuery,
    @Body() { public_key: publicKey, private_key: privateKey }: SetCustomApiKeysRequest,
  ): Promise<ReturnType<typeof customKeysResponse>> {
    return customKeysResponse(
      await this.apiKeys.setCustom(login, { publicKey, privateKey }, graceHours),
    );
  }
}
