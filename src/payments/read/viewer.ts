import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { type Caller } from '../../auth/caller.js';
import { constantTimeEqual, sha256Hex } from '../../common/crypto/hash.js';
import { isJsonObject } from '../../common/json/storable-json.js';
import { describedArgument } from '../../common/openapi/describe.decorator.js';
import { text } from '../../common/openapi/schema.js';

/** Who reads a payment: an operator, or a portal with or without the claim of a customer. */
export interface Viewer {
  readonly isOperator: boolean;
  /** SHA-256 of the access claim of the request; null without one. */
  readonly claimHash: string | null;
  /** SHA-256 of another claim that the customer has, such as the one that began what was continued. */
  readonly furtherClaimHash?: string | null;
}

/** An operator, who sees everything of their payments. */
export const OPERATOR: Viewer = { isOperator: true, claimHash: null };

/** A portal that has not proved to act for the customer of a payment. */
export const STRANGER: Viewer = { isOperator: false, claimHash: null };

/** Whether a request may see what a claim opens. @param hash SHA-256 of the claim; null: none */
export function isOpenTo(viewer: Viewer, hash: string | null): boolean {
  const { isOperator, claimHash, furtherClaimHash = null } = viewer;
  const isEqual = (claim: string | null): boolean =>
    claim !== null && hash !== null && constantTimeEqual(claim, hash);
  return isOperator || isEqual(claimHash) || isEqual(furtherClaimHash);
}

/** 128 random bits, in hex. */
const CLAIM = /^[0-9a-f]{32}$/;

/** A field of a body that may carry the claim. */
const claimIn = (body: unknown): unknown => (isJsonObject(body) ? body['access_claim'] : undefined);

const viewerOf = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const request = context.switchToHttp().getRequest<Request & { readonly user?: Caller }>();
  const given: unknown = request.get('x-access-claim') ?? claimIn(request.body);
  const claim = typeof given === 'string' ? given.trim().toLowerCase() : '';
  return {
    isOperator: request.user !== undefined && request.user.sessionId !== null,
    claimHash: CLAIM.test(claim) ? sha256Hex(claim) : null,
  };
});

/** Who asks. A claim that cannot be one counts as none. */
export const CurrentViewer = (): ParameterDecorator =>
  describedArgument(viewerOf(), {
    parameters: [
      {
        name: 'X-Access-Claim',
        in: 'header',
        required: false,
        description:
          'The `access_claim` of the first answer of the sale; `access_claim` in the body does the ' +
          'same. A sale takes the claim of an earlier one. Without it a portal sees no phone number, receipt, access code and devices.',
        schema: text,
      },
    ],
  });
