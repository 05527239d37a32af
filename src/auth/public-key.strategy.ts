import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type Request } from 'express';
import { Strategy } from 'passport-custom';
import { normaliseKey, PUBLIC_KEY_FORM } from './api-key-pair.js';
import { authErrors } from './auth-errors.js';
import { type Caller } from './caller.js';
import { ApiKeyCache } from './api-key-cache.js';

/** Authenticates a portal by the public API key of its operator. */
@Injectable()
export class PublicKeyStrategy extends PassportStrategy(Strategy, 'public-key') {
  constructor(private readonly cache: ApiKeyCache) {
    super();
  }

  async validate(request: Request): Promise<Caller> {
    const given = request.get('x-public-key') ?? request.get('public-key');
    if (given === undefined || given.trim() === '') throw authErrors.publicKeyMissing();
    const publicKey = normaliseKey(given);
    if (!PUBLIC_KEY_FORM.test(publicKey)) throw authErrors.publicKeyMalformed();
    const user = await this.cache.find(publicKey);
    if (!user) throw authErrors.publicKeyUnknown();
    if (!user.isActive) throw authErrors.userDisabled();
    return { userId: user.userId, username: user.username, sessionId: null };
  }
}
