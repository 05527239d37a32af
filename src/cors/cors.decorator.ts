import { SetMetadata } from '@nestjs/common';

/** Marks what no page of another origin has any business with. */
export const CLOSED_TO_PAGES = 'closed-to-pages';

/** For endpoints that servers call and browsers only navigate to. */
export const ClosedToPages = (): MethodDecorator & ClassDecorator =>
  SetMetadata(CLOSED_TO_PAGES, true);
