import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { MailModule } from '../mail/mail.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { BrowserSessionController } from './browser-session.controller.js';
import { ChangePasswordService } from './change-password.service.js';
import { CreateUserService } from './create-user.service.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { LoginService } from './login.service.js';
import { LoginsController } from './logins.controller.js';
import { PasswordResetPageController } from './password-reset-page.controller.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { PasswordResetsRepository } from './password-resets.repository.js';
import { ProfileService } from './profile.service.js';
import { RegisterService } from './register.service.js';
import { ResetPasswordService } from './reset-password.service.js';
import { SecurityLogController } from './security-log.controller.js';
import { SecurityLogRepository } from './security-log.repository.js';
import { SessionsController } from './sessions.controller.js';
import { UserEntity } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';

@Module({
  imports: [AuthModule, MailModule, TypeOrmModule.forFeature([UserEntity])],
  controllers: [
    UsersController,
    LoginsController,
    BrowserSessionController,
    SessionsController,
    SecurityLogController,
    PasswordResetsController,
    PasswordResetPageController,
    ApiKeysController,
  ],
  providers: [
    UsersRepository,
    CreateUserService,
    RegisterService,
    LoginService,
    ChangePasswordService,
    PasswordResetsRepository,
    ResetPasswordService,
    ForgotPasswordService,
    ProfileService,
    ApiKeysService,
    SecurityLogRepository,
  ],
  exports: [PasswordResetsRepository, ForgotPasswordService, SecurityLogRepository],
})
export class UsersModule {}
