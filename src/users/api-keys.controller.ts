import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { CurrentLogin, CurrentUser } from '../auth/access.decorators.js';
import { type Caller, type Login } from '../auth/caller.js';
import { GraceQuery, SetCustomApiKeysRequest } from './api-keys.requests.js';
import {
  apiKeysResponse,
  customKeysResponse,
  generatedResponse,
  rotatedResponse,
} from './api-keys.responses.js';
import { ApiKeysService } from './api-keys.service.js';

/** The keys of an operator's captive portals and scripts. */
@Controller('users')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get('api-keys')
  async current(@CurrentUser() { userId }: Caller): Promise<ReturnType<typeof apiKeysResponse>> {
    return apiKeysResponse(await this.apiKeys.getCurrent(userId));
  }

  @Post('generate-api-key')
  async generate(
    @CurrentLogin() login: Login,
    @Query() { grace_hours: graceHours }: GraceQuery,
  ): Promise<ReturnType<typeof generatedResponse>> {
    return generatedResponse(await this.apiKeys.generate(login, graceHours));
  }

  @Post('rotate-api-keys')
  async rotate(
    @CurrentLogin() login: Login,
    @Query() { grace_hours: graceHours }: GraceQuery,
  ): Promise<ReturnType<typeof rotatedResponse>> {
    return rotatedResponse(await this.apiKeys.generate(login, graceHours));
  }

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
