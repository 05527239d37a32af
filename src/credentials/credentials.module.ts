import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { CredentialEntity } from './credential.entity.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';
import { ProviderAccounts } from './provider-accounts.js';
import { SubscribeWebhooksController } from './subscribe-webhooks.controller.js';
import { SubscribeWebhooksService } from './subscribe-webhooks.service.js';
import { VerifyCredentialController } from './verify-credential.controller.js';
import { VerifyCredentialService } from './verify-credential.service.js';

@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([CredentialEntity])],
  controllers: [CredentialsController, VerifyCredentialController, SubscribeWebhooksController],
  providers: [
    CredentialsRepository,
    CredentialsService,
    VerifyCredentialService,
    SubscribeWebhooksService,
    ProviderAccounts,
  ],
  exports: [ProviderAccounts],
})
export class CredentialsModule {}
