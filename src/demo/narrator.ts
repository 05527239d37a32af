/** Longer values are cut: a reader wants to see the shape of a token, not its signature. */
const LONGEST_VALUE = 48;
const DIM = '\x1b[2m';
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

type Json = Readonly<Record<string, unknown>>;

/** Tells the demo's story on a terminal: what is done, the request and its answer. */
export class Narrator {
  private step = 0;

  /** @param isColoured whether the output understands ANSI escapes */
  constructor(
    private readonly write: (text: string) => void,
    private readonly isColoured: boolean,
  ) {}

  /** A new step of the story. */
  begin(title: string): void {
    this.step += 1;
    this.line(`\n${this.paint(BOLD, `${this.step}. ${title}`)}`);
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** A request as it is sent; bodies on one line. */
  request(method: string, path: string, body: Json | undefined): void {
    this.line(`   ${method} ${path}${body === undefined ? '' : `  ${oneLine(body)}`}`);
  }

  /**
   * An answer as it came.
   * @param shown which fields are worth a reader's time; all when left out
   */
  answer(status: number, body: Json, shown?: readonly string[]): void {
    const picked = shown ? pick(body, shown) : body;
    this.line(this.paint(DIM, `   ${status} ${oneLine(picked)}`));
  }

  private paint(style: string, text: string): string {
    return this.isColoured ? `${style}${text}${RESET}` : text;
  }
}

/** `payment.status` picks a nested field; what is not there is left out. */
function pick(body: Json, paths: readonly string[]): Json {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], body);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

function oneLine(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' && item.length > LONGEST_VALUE
      ? `${item.slice(0, LONGEST_VALUE)}…`
      : item,
  );
}
