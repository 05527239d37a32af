import { type Request, Router } from 'express';
import { type SimulatorContext } from '../context.js';
import { type AccessToken } from '../model/tokens.js';
import { ApiError } from './api-error.js';
import { applicationOf, type Reply, served } from './endpoint.js';
import { bodyOf, textIn } from './request-body.js';

/** Serves tokens: made, looked at and revoked. */
export function oauthRouter(context: SimulatorContext): Router {
  const router = Router();
  const { applications, tokens } = context;
  router.post(
    '/token',
    served(context, 'token', (request) => {
      const body = bodyOf(request);
      if (textIn(body, 'grant_type') !== 'client_credentials') {
        throw new ApiError(400, 'The grant type is not supported', 'unsupported_grant_type');
      }
      const { text, seconds, createdAtMs } = tokens.issue(clientOf(request));
      return {
        status: 200,
        body: {
          access_token: text,
          token_type: 'Bearer',
          expires_in: seconds,
          created_at: Math.floor(createdAtMs / 1000),
        },
      };
    }),
  );
  router.post(
    '/revoke',
    served(context, 'token', (request) => {
      clientOf(request);
      tokens.revoke(textIn(bodyOf(request), 'token') ?? '');
      return { status: 200, body: {} };
    }),
  );
  router.post(
    '/introspect',
    served(context, 'token', (request): Reply => {
      clientOf(request);
      const token = tokens.find(textIn(bodyOf(request), 'token') ?? '');
      return { status: 200, body: token ? introspected(token) : { active: false } };
    }),
  );
  router.get(
    '/token/info',
    served(context, 'token', (request) => ({
      status: 200,
      body: { application: { uid: applicationOf(context, request).clientId }, scope: [] },
    })),
  );
  return router;

  function clientOf(request: Request) {
    const body = bodyOf(request);
    const id = textIn(body, 'client_id') ?? '';
    const application = applications.authenticate(id, textIn(body, 'client_secret') ?? '');
    if (application === null) {
      throw new ApiError(401, 'Client authentication failed', 'invalid_client');
    }
    return application;
  }
}

function introspected({ application, createdAtMs, seconds }: AccessToken): object {
  const createdAt = Math.floor(createdAtMs / 1000);
  return {
    active: true,
    scope: '',
    client_id: application.clientId,
    token_type: 'Bearer',
    iat: createdAt,
    exp: createdAt + seconds,
  };
}
