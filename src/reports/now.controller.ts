import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { sha256Hex } from '../common/crypto/hash.js';
import { answer, Describe, notModified, Tag } from '../common/openapi/describe.decorator.js';
import { NowResponse } from './now.response.js';
import { NowService } from './now.service.js';

const DESCRIPTION = `
Made to be asked every ten seconds; \`If-None-Match\` with the \`ETag\` of an earlier answer is
answered by 304 as long as nothing but \`as_of\` differs. \`to_do\` has what waits for the operator:

- \`review\`: payments under review; \`since\` is when the oldest of them was made.
- \`router_silent\`: one router. With \`routeros_api\`, it has not answered for three minutes. With
  \`radius\`, nothing was heard for three minutes although a device was online; a router that nobody
  uses is quiet and not listed, nor is one that was never heard. With \`none\`, the server does not
  know.
- \`keys_failing\`: one pair of active credentials. The provider's last word on them was a refusal: of
  a sale in the last day, or when they were verified.
- \`webhook_silent\`: one pair of active credentials, with which the provider was paid in the last day
  (\`count\` of its newest payments), and has sent no webhook about any of those.
- \`unmatched_receipts\`: money of a till that belongs to no payment.
- \`no_router\`, \`no_credentials\`: there are none. \`no_package\`: so many routers sell nothing.
`.trim();

/** What is going on now. */
@Tag('Reports')
@Controller('reports')
export class NowController {
  constructor(private readonly now: NowService) {}

  @Header('Cache-Control', 'private, no-cache')
  @Describe({
    summary: 'Show what is going on, and what there is to do',
    description: DESCRIPTION,
    answers: [
      answer(200, 'The state of the business.', NowResponse),
      notModified('Nothing has changed.'),
    ],
  })
  @Get('now')
  async read(@CurrentUser() { userId }: Caller, @Res({ passthrough: true }) response: Response) {
    const body = NowResponse.of(await this.now.read(userId));
    // Express compares it with `If-None-Match`.
    response.set('ETag', `"${sha256Hex(JSON.stringify({ ...body, as_of: null }))}"`);
    return body;
  }
}
