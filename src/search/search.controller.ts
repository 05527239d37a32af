import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { Clock } from '../common/clock.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { SearchQuery } from './search.requests.js';
import { SearchResponse } from './search.response.js';
import { SearchService } from './search.service.js';

/** One box for whatever a customer can tell. */
@Tag('Payments')
@Controller('search')
export class SearchController {
  constructor(
    private readonly searches: SearchService,
    private readonly clock: Clock,
  ) {}

  @Describe({
    summary: 'Find payments, access and money by what a customer tells',
    description:
      'The form of the text decides what is looked for. A text that can be several things is looked ' +
      'for as each of them, and one that can be none finds nothing. There may be more than the 20 ' +
      'newest of a kind: the lists have filters for the rest.',
    answers: [answer(200, 'What was found.', SearchResponse)],
  })
  @Get()
  async search(@CurrentUser() { userId }: Caller, @KnownQuery(SearchQuery) { q }: SearchQuery) {
    const hits = await this.searches.search(userId, q);
    return SearchResponse.of({ q, hits, now: this.clock.now() });
  }
}
