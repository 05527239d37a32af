import { type INestApplication, Injectable } from '@nestjs/common';
import { buildDocument, type OpenApiDocument } from './build-document.js';

/** The OpenAPI document of this server. It is built on first request, and cached. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private built: OpenApiDocument | undefined;

  /** Sets the application to describe. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  /** @throws Error when there is no application to describe yet */
  get(): OpenApiDocument {
    if (!this.app) throw new Error('There is no application to describe yet');
    return (this.built ??= buildDocument(this.app));
  }
}
