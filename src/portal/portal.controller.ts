import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { NotInDocument } from '../common/openapi/describe.decorator.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { PortalAnswers } from './portal-answers.js';
import { PortalSteps, type SessionStep } from './portal-steps.service.js';

/** The pages of the captive portal, for customers. Each step is a navigation; a form is answered by 303. */
@Public()
@AnyQuery()
@ClosedToPages()
@NotInDocument('Pages for the browsers of customers: programs use the API, which does the same.')
@Controller('portal')
export class PortalController {
  constructor(
    private readonly steps: PortalSteps,
    private readonly answers: PortalAnswers,
  ) {}

  /** Show the portal of a router. */
  @Get(':slug')
  start(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('start', request, response);
  }

  /** Show where a customer is. */
  @Get(':slug/:session')
  resume(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('resume', request, response);
  }

  /** Show the packages. */
  @Get(':slug/:session/packages')
  packages(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('packages', request, response);
  }

  /** Ask for the phone number. */
  @Get(':slug/:session/phone')
  phone(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('phone', request, response);
  }

  /** Where a form is sent to, when its answer is loaded by its address: show where the customer is. */
  @Get([':slug/:session/buy', ':slug/:session/again', ':slug/:session/link'])
  formAddress(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('resume', request, response);
  }

  /** Begin a sale. */
  @Post(':slug/:session/buy')
  buy(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('buy', request, response);
  }

  /** Show the payment. */
  @Get(':slug/:session/payment')
  payment(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('payment', request, response);
  }

  /** Tell whether the page has changed. */
  @Get(':slug/:session/state')
  state(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('state', request, response);
  }

  /** Prompt again. */
  @Post(':slug/:session/again')
  again(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('again', request, response);
  }

  /** Pay by a link instead. */
  @Post(':slug/:session/link')
  link(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('link', request, response);
  }

  /** Go to the login of the router. */
  @Get(':slug/:session/connect')
  connect(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('connect', request, response);
  }

  /** Show that the device is online. */
  @Get(':slug/:session/connected')
  connected(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('connected', request, response);
  }

  /** Ask for a code or receipt. */
  @Get(':slug/:session/already-paid')
  alreadyPaid(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('alreadyPaid', request, response);
  }

  /** Find access by code or receipt. */
  @Post(':slug/:session/already-paid')
  findPaid(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('findPaid', request, response);
  }

  /** Show the access that was found. */
  @Get(':slug/:session/access')
  access(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('access', request, response);
  }

  /** Show why a step was not possible. */
  @Get(':slug/:session/problem')
  problem(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer('problem', request, response);
  }

  private async answer(
    step: SessionStep | 'start',
    request: Request,
    response: Response,
  ): Promise<void> {
    const { visitor, reply } = await this.steps.reply(step, request);
    await this.answers.send(response, visitor, reply);
  }
}
