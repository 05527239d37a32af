import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { type Request } from 'express';
import { type Observable } from 'rxjs';
import { type Caller } from '../auth/caller.js';
import { temporarilyUnavailable } from '../common/errors/api-error.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { normaliseMac } from '../common/network/mac-address.js';
import { clientAddress } from './client-address.js';
import { PortalLimits } from './portal-limits.js';
import { SOME_WAIT_MS, tooMany } from './rate-limit-errors.js';

type PortalRequest = Request & { readonly user?: Caller };

/** See {@link LimitSales}. */
@Injectable()
export class SalesInterceptor implements NestInterceptor {
  constructor(private readonly limits: PortalLimits) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<PortalRequest>();
    if (!request.user) throw new Error('LimitSales is for endpoints that are not public');
    await this.limits.countSale(request.user.userId, macOf(request.body), clientAddress(request));
    return next.handle();
  }
}

/** Limits an endpoint that starts a payment or prompts a phone, by device and by address. */
export const LimitSales = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(SalesInterceptor),
    Describe({
      errors: [
        tooMany.salesOfDevice(SOME_WAIT_MS),
        tooMany.salesOfNetwork(SOME_WAIT_MS),
        // The sale waits too long in the SalesBulkhead, to be counted or later to be committed.
        temporarilyUnavailable(),
      ],
    }),
  );

/** The body is not validated yet; an invalid MAC address counts as absent. */
function macOf(body: unknown): string {
  const given = isJsonObject(body) ? body['mac_address'] : undefined;
  return typeof given === 'string' ? (normaliseMac(given) ?? '') : '';
}
