import { type RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers that tell browsers to do as little as possible with an answer. What is meant to be looked
 * at, the pages, brings a policy of its own in place of this one.
 *
 * Answers may be read by pages of other origins as far as the CORS headers allow: portals are such
 * pages, so `Cross-Origin-Resource-Policy` does not forbid it.
 */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});
