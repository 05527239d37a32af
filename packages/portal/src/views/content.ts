import { type Html } from '../html.js';
import { type Live } from '../pages.js';

/** What a view gives to the layout. */
export interface Content {
  /** The heading, and the title of the window. */
  readonly title: string;
  readonly main: Html;
  /** What the page polls; null if nothing changes by itself. */
  readonly live?: Live | null;
  /** Whether the page loads again by itself without anything to poll, because the server is away. */
  readonly loadsAgain?: boolean;
  /** Whether "I have already paid" is offered at the foot. */
  readonly offersAlreadyPaid?: boolean;
  /** Whether the page has a button that calls the operator. */
  readonly hasCallButton?: boolean;
}
