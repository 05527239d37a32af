import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { CurrentLogin, CurrentUser, Public } from '../auth/access.decorators.js';
import { type Caller, type Login } from '../auth/caller.js';
import { invalidFields } from '../common/errors/api-error.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitRegistrations } from '../rate-limits/login-limit.interceptors.js';
import { ChangePasswordService } from './change-password.service.js';
import { TOO_COMMON } from './password-fault.js';
import { ProfileService } from './profile.service.js';
import { RegisterService } from './register.service.js';
import { WhileRegistrationIsOpen } from './registration.guard.js';
import { passwordUnfit, usernameTaken, wrongOldPassword } from './user-errors.js';
import { ChangePasswordRequest, RegisterRequest, UpdateProfileRequest } from './users.requests.js';
import {
  PasswordChangedResponse,
  ProfileResponse,
  RegistrationResponse,
} from './users.responses.js';

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
  @Describe({
    summary: 'Register an operator',
    description:
      'Makes a first pair of API keys too. The private key is shown this once and never again. ' +
      'Who may register is a setting of the server (`REGISTRATION`): anyone, the first operator ' +
      'alone, or nobody.',
    example: {
      username: 'mama-njeri',
      email: 'njeri@mama-njeri.example',
      password: 'ndizi nne za njano',
    },
    answers: [answer(201, 'The operator is registered.', RegistrationResponse)],
    errors: [usernameTaken(), passwordUnfit('password', TOO_COMMON)],
  })
  @Post('register')
  async register(@Body() body: RegisterRequest) {
    return RegistrationResponse.of(await this.registration.register(body));
  }

  @Describe({
    summary: 'Change the password',
    description: 'Ends all other logins of the operator. `current_password` is `old_password` too.',
    example: { old_password: 'ndizi nne za njano', new_password: 'embe tano za kijani' },
    answers: [answer(200, 'The password is changed.', PasswordChangedResponse)],
    errors: [wrongOldPassword(), passwordUnfit('new_password', TOO_COMMON)],
  })
  @Post('change-password')
  @HttpCode(200)
  async changePassword(@CurrentLogin() login: Login, @Body() body: ChangePasswordRequest) {
    await this.passwords.change(login, body.old_password, body.new_password);
    return PasswordChangedResponse.of();
  }

  @Describe({
    summary: 'Show the profile',
    answers: [answer(200, 'The profile.', ProfileResponse)],
  })
  @Get('profile')
  async profile(@CurrentUser() { userId }: Caller) {
    return ProfileResponse.of(await this.profiles.get(userId));
  }

  @Describe({
    summary: 'Change the profile',
    description: 'What is left out stays what it is.',
    example: { bio: 'WiFi for Kibera since 2019.', website: 'https://mama-njeri.example' },
    answers: [answer(200, 'The profile as it is now.', ProfileResponse)],
    errors: [
      invalidFields({
        website: ['website must be a URL that begins with http:// or https://, or empty'],
      }),
    ],
  })
  @Put('profile')
  async updateProfile(@CurrentUser() { userId }: Caller, @Body() body: UpdateProfileRequest) {
    return ProfileResponse.of(await this.profiles.update(userId, body));
  }
}
