import { SetMetadata } from '@nestjs/common';

/** Marks a route that no page of another origin may call. */
export const CLOSED_TO_PAGES = 'closed-to-pages';

/** For endpoints that only servers call, or that browsers only navigate to. */
export const ClosedToPages = (): MethodDecorator & ClassDecorator =>
  SetMetadata(CLOSED_TO_PAGES, true);
