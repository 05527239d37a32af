import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { LoginService } from './login.service.js';
import { RegisterService } from './register.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';

@Module({
  imports: [AuthModule],
  controllers: [UsersController],
  providers: [UsersRepository, RegisterService, LoginService],
})
export class UsersModule {}
