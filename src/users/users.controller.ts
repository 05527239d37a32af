import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { CurrentLogin, CurrentUser, Public } from '../auth/access.decorators.js';
import { type Caller, type Login } from '../auth/caller.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitRegistrations } from '../rate-limits/login-limit.interceptors.js';
import { ChangePasswordService } from './change-password.service.js';
import { ProfileService } from './profile.service.js';
import { RegisterService } from './register.service.js';
import { WhileRegistrationIsOpen } from './registration.guard.js';
import { usersDocs } from './users.openapi.js';
import { ChangePasswordRequest, RegisterRequest, UpdateProfileRequest } from './users.requests.js';
import { passwordChangedResponse, profileResponse, registeredResponse } from './users.responses.js';

type ProfileResponse = ReturnType<typeof profileResponse>;

/** Registration, password and profile of operators. */
@Tag('Users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly registration: RegisterService,
    private readonly passwords: ChangePasswordService,
    private readonly profiles: ProfileService,
  ) {}

  @Public()
  @WhileRegistrationIsOpen()
  @LimitRegistrations()
  @Describe(usersDocs.register)
  @Post('register')
  async register(@Body() body: RegisterRequest): Promise<ReturnType<typeof registeredResponse>> {
    return registeredResponse(await this.registration.register(body));
  }

  @Describe(usersDocs.changePassword)
  @Post('change-password')
  @HttpCode(200)
  async changePassword(
    @CurrentLogin() login: Login,
    @Body() body: ChangePasswordRequest,
  ): Promise<ReturnType<typeof passwordChangedResponse>> {
    await this.passwords.change(login, body.old_password, body.new_password);
    return passwordChangedResponse();
  }

  @Describe(usersDocs.profile)
  @Get('profile')
  async profile(@CurrentUser() { userId }: Caller): Promise<ProfileResponse> {
    return profileResponse(await this.profiles.get(userId));
  }

  @Describe(usersDocs.updateProfile)
  @Put('profile')
  async updateProfile(
    @CurrentUser() { userId }: Caller,
    @Body() body: UpdateProfileRequest,
  ): Promise<ProfileResponse> {
    return profileResponse(await this.profiles.update(userId, body));
  }
}
