import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Open } from '../auth/access.decorators.js';
import { LoginService } from './login.service.js';
import { RegisterService } from './register.service.js';
import { LoginRequest, RegisterRequest } from './users.requests.js';
import { loggedInResponse, registeredResponse } from './users.responses.js';

/** Operators: registering and logging in. */
@Controller('users')
export class UsersController {
  constructor(
    private readonly registration: RegisterService,
    private readonly logins: LoginService,
  ) {}

  @Open()
  @Post('register')
  async register(@Body() body: RegisterRequest): Promise<ReturnType<typeof registeredResponse>> {
    return registeredResponse(await this.registration.register(body));
  }

  @Open()
  @Post('login')
  @HttpCode(200)
  async login(@Body() body: LoginRequest): Promise<ReturnType<typeof loggedInResponse>> {
    return loggedInResponse(await this.logins.login(body.username, body.password));
  }
}
