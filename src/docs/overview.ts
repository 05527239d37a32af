import { commonAnswers } from './common-answers.js';
import { sharedHeaders } from './headers.js';

const DESCRIPTION = `
Sell WiFi by the hour over M-Pesa. Captive portals call with a **public key**, operators'
dashboards with an **access token**, payment providers report by **webhook**.

- Every path answers with and without its trailing slash, and again below \`/api\`. Repeated slashes count as one, and a blank at the end for nothing.
- Query parameters that an address does not take are refused, with those that it takes.
- Bodies are JSON or forms of at most 100 kB; fields that nobody knows are ignored.
- Money is text with two decimals (\`"50.00"\`), time is ISO 8601 in UTC.
- Lists come newest first in pages; follow \`next\` until it is null.
- What is not there and what belongs to another operator is the same 404.
- Sentences that customers see are Swahili where \`Accept-Language\` prefers it, else English; codes are the same.
- Every answer carries \`X-Request-Id\`; send your own (letters, digits, \`_ . : -\`) and it is kept.

**Errors** have one shape, \`Error\`: a sentence for people, a stable \`code\` for programs. Besides
those of each operation there are those of addresses that no operation answers: 400
\`malformed_url\`, 404 \`not_found\`, 405 \`method_not_allowed\` (with \`Allow\`), 414 \`url_too_long\`.
`.trim();

/** The introduction of the document. */
export const overview = {
  openapi: '3.1.0',
  info: {
    title: 'Lipafi',
    version: '0.1.0',
    description: DESCRIPTION,
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  servers: [{ url: '/', description: 'The server that this document comes from.' }],
  tags: [
    { name: 'Selling', description: 'What captive portals call: offers, prompts, links, results.' },
    { name: 'Payments', description: 'What was sold, and what came in for it.' },
    { name: 'Reports', description: 'What sales come to.' },
    { name: 'Access', description: 'What customers may use, on which devices, and who is online.' },
    {
      name: 'Portal',
      description: 'What the pages that this server shows to customers look like.',
    },
    { name: 'Events', description: 'What has happened since, for programs that follow it.' },
    { name: 'Packages', description: 'What is sold on a router.' },
    { name: 'Routers', description: 'Operators’ MikroTik routers, kept and reached.' },
    { name: 'Credentials', description: 'Operators’ keys at payment providers.' },
    { name: 'Users', description: 'Operators: accounts and profiles.' },
    { name: 'Logins', description: 'Tokens: got, refreshed, ended.' },
    { name: 'API keys', description: 'The key pair of an operator’s portals and scripts.' },
    { name: 'Webhooks', description: 'What payment providers report.' },
    { name: 'Server', description: 'Whether the server is well, and what it can do.' },
  ],
  components: {
    headers: sharedHeaders,
    responses: commonAnswers,
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'The `access_token` of a login. Where a public key does as well, a token decides.',
      },
      publicKey: {
        type: 'apiKey',
        in: 'header',
        name: 'X-Public-Key',
        description:
          '32 hexadecimal characters in either case; the header `Public-Key` is the same.',
      },
    },
  },
};
