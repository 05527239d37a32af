import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { randomHex } from '../common/crypto/tokens.js';
import { type ApiError, notFound } from '../common/errors/api-error.js';
import { AnyQuery } from '../common/http/known-query.guard.js';
import { NotInDocument } from '../common/openapi/describe.decorator.js';
import { Settings } from '../config/settings.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { DashboardFiles, type Encoding, ENCODINGS } from './dashboard-files.js';
import { filledPage, type PageFacts, pageHeaders } from './dashboard-page.js';

const NONCE_BYTES = 16;
const ONE_YEAR_MS = 365 * 86_400_000;
const noSuchFile = (): ApiError => notFound('not_found', 'There is no such file.');
const notBuilt = (): ApiError =>
  notFound('not_found', 'The dashboard was not built: run "npm run build".');

/**
 * The operator's dashboard: one page for all its addresses, and the files that the page loads. What
 * it shows comes from the API.
 */
@Public()
@AnyQuery()
@ClosedToPages()
@NotInDocument('Pages for the browsers of operators: they call the API, as programs do.')
@Controller('dashboard')
export class DashboardController {
  private readonly facts: Omit<PageFacts, 'nonce'>;

  constructor(
    private readonly files: DashboardFiles,
    { server, simulator, onboarding }: Settings,
  ) {
    const { pathname } = new URL(server.publicUrl);
    this.facts = {
      // Their cookie for `/session` has the same prefix.
      base: `${pathname.replace(/\/+$/, '')}/dashboard/`,
      publicUrl: server.publicUrl,
      portalUrl: onboarding.portalUrl,
      hasSimulator: simulator.enabled,
    };
  }

  /** Show the dashboard. */
  @Get()
  start(@Req() request: Request, @Res() response: Response): void {
    if (request.path.endsWith('/')) this.sendPage(request, response);
    else response.redirect(308, this.facts.base);
  }

  /** Send a file of the dashboard. */
  @Get('assets/:name')
  asset(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const asset = this.files.asset(name);
    if (!asset) throw noSuchFile();
    const encoding = (Object.keys(ENCODINGS) as Encoding[]).find(
      (each) => asset.encoded[each] !== undefined && request.acceptsEncodings(each) !== false,
    );
    response.set({
      'Content-Type': asset.contentType,
      'Cross-Origin-Resource-Policy': 'same-origin',
      Vary: 'Accept-Encoding',
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
    });
    const path = encoding === undefined ? asset.path : (asset.encoded[encoding] ?? asset.path);
    response.sendFile(path, { maxAge: ONE_YEAR_MS, immutable: true });
  }

  /** Show a screen of the dashboard. */
  @Get('*path')
  screen(@Req() request: Request, @Res() response: Response): void {
    this.sendPage(request, response);
  }

  /** Programs that ask for something else than a page get the 404 that the whole API gives. */
  private sendPage(request: Request, response: Response): void {
    if (!isForPage(request)) throw noSuchFile();
    if (this.files.page === null) throw notBuilt();
    // The alias of the API is for programs: below it, the cookie of the login would not be sent.
    if (isAliased(request) && !this.facts.base.startsWith('/api/')) {
      response.redirect(308, this.facts.base);
      return;
    }
    const nonce = randomHex(NONCE_BYTES);
    response.set(pageHeaders(nonce)).send(filledPage(this.files.page, { ...this.facts, nonce }));
  }
}

/** Browsers name HTML when they load a page. Programs accept anything, or JSON. */
const isForPage = (request: Request): boolean =>
  request.get('accept')?.includes('text/html') === true;

const isAliased = ({ originalUrl }: Request): boolean => originalUrl.startsWith('/api/');
