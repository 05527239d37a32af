import { type INestApplication, Injectable } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document of this server. It is built on first request, and cached. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private built: Promise<OpenAPIObject> | undefined;

  /** Sets the application to describe. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  get(): Promise<OpenAPIObject> {
    this.built ??= this.build().catch((error: unknown) => {
      this.built = undefined;
      throw error;
    });
    return this.built;
  }

  private async build(): Promise<OpenAPIObject> {
    if (!this.app) throw new Error('There is no application to describe yet');
    const { buildDocument } = await import('./build-document.js');
    return buildDocument(this.app);
  }
}
