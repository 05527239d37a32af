import { Controller, Get, Header, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { IntegerIdParam } from '../../common/http/path-ids.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { oneOf, text } from '../../common/openapi/schema.js';
import { idempotencyErrors } from '../../idempotency/idempotency-errors.js';
import { keyedRequest } from '../../idempotency/idempotency-key.js';
import {
  accessMethodMissing,
  noRadiusRouter,
  noRestApi,
  routerNotFound,
} from '../../routers/router-errors.js';
import { RouterSetupQuery } from './router-setup.requests.js';
import {
  RotatedSecretResponse,
  RouterProgressResponse,
  RouterSetupResponse,
} from './router-setup.response.js';
import { RouterSetupService } from './router-setup.service.js';

/** The set-up of operators' routers. */
@Tag('Routers')
@Controller('routers/:id')
export class RouterSetupController {
  constructor(private readonly setups: RouterSetupService) {}

  @Describe({
    summary: 'Show how a router is set up',
    description:
      'A script for its terminal, the pages of its hotspot, its RADIUS secret, and what the server ' +
      'has seen of it so far. Each call is in the security log.',
    answers: [answer(200, 'The set-up.', RouterSetupResponse)],
    errors: [accessMethodMissing(), noRestApi()],
  })
  @Get('setup')
  @Header('Cache-Control', 'no-store')
  async setup(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
    @KnownQuery(RouterSetupQuery) { routeros }: RouterSetupQuery,
  ) {
    return RouterSetupResponse.of(await this.setups.setupOf(userId, id, routeros));
  }

  @Describe({
    summary: 'Show what the server has heard of a router',
    description:
      'The `checklist` of the set-up without its secrets, so that it may be asked for often while ' +
      'the router is set up.',
    answers: [answer(200, 'What it has heard.', RouterProgressResponse)],
    errors: [accessMethodMissing()],
  })
  @Get('checklist')
  async checklist(@CurrentUser() { userId }: Caller, @IntegerIdParam(routerNotFound) id: number) {
    return RouterProgressResponse.of(await this.setups.progressOf(userId, id));
  }

  @Describe({
    summary: 'Replace the RADIUS secret of a router',
    description:
      'The router is answered with the former secret until `effective_by`, at most, and then only ' +
      'with the new one: run the script of the set-up again by then.',
    answers: [answer(200, 'The new secret.', RotatedSecretResponse)],
    errors: [noRadiusRouter(), idempotencyErrors.malformed()],
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        description:
          'While the last rotation had the same key and is no older than 24 hours, nothing is ' +
          'rotated, and the answer is the same.',
        schema: { ...text, pattern: '^[!-~]{1,255}$' },
      },
    ],
    headers: [
      {
        name: 'Idempotent-Replayed',
        description: 'Present when nothing was rotated.',
        schema: oneOf(['true']),
      },
    ],
  })
  @Post('rotate-radius-secret')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async rotate(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
    @Headers('idempotency-key') key: string | undefined,
    @Req() { method, path }: Request,
    @Res({ passthrough: true }) reply: Response,
  ) {
    const request = { method, path, body: {} };
    const keyHash = key === undefined ? null : keyedRequest(key, userId, request).keyHash;
    const rotation = await this.setups.rotateSecret(userId, id, keyHash);
    if (rotation.isReplay) reply.set('Idempotent-Replayed', 'true');
    return RotatedSecretResponse.of({ routerId: id, ...rotation });
  }
}
