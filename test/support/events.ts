import { type ServerAt } from './app.js';
import { type Operator } from './shop.js';
import { until } from './until.js';

/** An event in the API, with types for the fields that tests use. */
export interface ShownEvent {
  readonly id: number;
  readonly type: string;
  readonly created_at: string;
  readonly data: {
    readonly payment: { readonly id: string; readonly status: string } | null;
    readonly entitlement: { readonly id: string; readonly state: string } | null;
    readonly receipt: { readonly id: number; readonly payment: string | null } | null;
    readonly router: { readonly id: number; readonly name: string } | null;
    readonly detail: string | null;
  };
}

/** An answer of `GET /events/`. */
export interface EventPage {
  readonly events: readonly ShownEvent[];
  readonly cursor: string;
  readonly has_more: boolean;
}

/** Follows the events of an operator, as a program would do it. */
export class EventFollower {
  private constructor(
    private readonly app: ServerAt,
    private readonly operator: Pick<Operator, 'token'>,
    private at: string,
    private readonly kind: string,
  ) {}

  /**
   * Begins now.
   * @param kind leaves out events about other things: the first part of their types
   */
  static async from(
    app: ServerAt,
    operator: Pick<Operator, 'token'>,
    kind = '',
  ): Promise<EventFollower> {
    const { body } = await app.get('/events/', operator.token).expect(200);
    return new EventFollower(app, operator, (body as EventPage).cursor, kind);
  }

  /** The cursor after what was read. */
  get cursor(): string {
    return this.at;
  }

  /** Reads all that can be read now. */
  async read(limit = 200): Promise<ShownEvent[]> {
    const events: ShownEvent[] = [];
    let page: EventPage;
    do {
      page = await this.page(limit);
      events.push(...page.events);
    } while (page.has_more);
    return events;
  }

  /** Reads one answer. */
  async page(limit: number): Promise<EventPage> {
    const path = `/events/?after=${this.at}&limit=${limit}`;
    const { body } = await this.app.get(path, this.operator.token).expect(200);
    const page = body as EventPage;
    this.at = page.cursor;
    return { ...page, events: page.events.filter(({ type }) => type.startsWith(this.kind)) };
  }

  /**
   * Reads until so many events have come. Transactions of other tests on the same server hold events
   * back for a moment.
   */
  async next(count: number): Promise<ShownEvent[]> {
    const events: ShownEvent[] = [];
    await until(
      `${count} events were read`,
      async () => {
        events.push(...(await this.read()));
        return events.length;
      },
      (read) => read >= count,
    );
    return events;
  }
}

/** The types of events, in order. */
export const typesOf = (events: readonly ShownEvent[]): string[] => events.map(({ type }) => type);
