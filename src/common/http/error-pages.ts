import { type Request } from 'express';
import { Injectable } from '@nestjs/common';
import { type ApiError } from '../errors/api-error.js';

/** An error as a page. */
export interface ErrorPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders an error of a request. */
export type ErrorPageRenderer = (error: ApiError, request: Request) => ErrorPage;

/**
 * Paths below which errors are shown to people as pages. Features with pages register theirs at
 * start-up; everywhere else errors are JSON.
 */
@Injectable()
export class ErrorPages {
  private readonly renderers: { readonly below: RegExp; readonly render: ErrorPageRenderer }[] = [];

  /** @param below what the URLs of these pages begin with */
  register(below: RegExp, render: ErrorPageRenderer): void {
    this.renderers.push({ below, render });
  }

  /** The page for an error of a request; null where errors are JSON. */
  pageOf(error: ApiError, request: Request): ErrorPage | null {
    const found = this.renderers.find(({ below }) => below.test(request.url));
    return found?.render(error, request) ?? null;
  }
}
