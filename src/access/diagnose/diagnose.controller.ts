import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { accessErrors } from '../access-errors.js';
import { askedOf, DiagnoseQuery } from './diagnose.requests.js';
import { DiagnoseService } from './diagnose.service.js';
import { DiagnosisResponse } from './diagnosis.response.js';

/** Why a customer is not online. */
@Tag('Access')
@Controller('access/diagnose')
export class DiagnoseController {
  constructor(private readonly diagnoses: DiagnoseService) {}

  @Describe({
    summary: 'Say why a customer is not online',
    description:
      'Give one of `code`, `phone`, `mac` and `mpesa_reference`; `router` limits the search to one ' +
      'router. Each finding says what to do.',
    answers: [answer(200, 'The findings, the first one to deal with first.', DiagnosisResponse)],
    errors: [accessErrors.diagnosisAmbiguous(), routerNotFound()],
  })
  @Get()
  async diagnose(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(DiagnoseQuery) query: DiagnoseQuery,
  ) {
    return DiagnosisResponse.of(await this.diagnoses.diagnose(userId, askedOf(query)));
  }
}
