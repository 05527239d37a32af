import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type Request } from 'express';
import { Strategy } from 'passport-custom';
import { authErrors } from './auth-errors.js';
import { AuthRepository } from './auth.repository.js';
import { type Caller } from './caller.js';

const PUBLIC_KEY = /^[0-9a-f]{32}$/;

/** Recognises an operator by the public key that a portal sends along. */
@Injectable()
export class PublicKeyStrategy extends PassportStrategy(Strategy, 'public-key') {
  constructor(private readonly repository: AuthRepository) {
    super();
  }

  async validate(request: Request): Promise<Caller> {
    const given = request.get('x-public-key') ?? request.get('public-key');
    if (given === undefined || given.trim() === '') throw authErrors.publicKeyMissing();
    const publicKey = given.trim().toLowerCase();
    if (!PUBLIC_KEY.test(publicKey)) throw authErrors.publicKeyMalformed();
    const user = await this.repository.findUserOfPublicKey(publicKey);
    if (!user) throw authErrors.publicKeyUnknown();
    if (!user.isActive) throw authErrors.userDisabled();
    return { userId: user.userId, username: user.username, sessionId: null };
  }
}
