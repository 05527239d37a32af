import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { resource } from '../common/openapi/page.schema.js';
import { flag, text } from '../common/openapi/schema.js';
import { credentialErrors } from './credential-errors.js';
import { type VerifyResponse } from './verify-credential.controller.js';

const Verification = resource<VerifyResponse>(
  'Verification',
  'Whether keys are valid.',
  { is_valid: flag, message: text },
  { is_valid: true, message: 'The provider accepts the stored keys.' },
);

/** Describes the verification of keys. */
export const verifyCredentialDocs = {
  verify: {
    summary: 'Verify keys',
    description:
      'With `private_key`, it is compared with the stored one. Without, the provider is asked ' +
      'whether it accepts the stored keys.',
    example: {},
    answers: [answer(200, 'Whether the keys are valid.', Verification)],
    errors: [
      credentialErrors.notVerifiable('kopokopo'),
      credentialErrors.notFound(),
      credentialErrors.privateKeyUnreadable(undefined),
      credentialErrors.providerUnreachable('instasend', null, undefined),
    ],
  },
} as const satisfies Record<string, Description>;
