/** Longer values, such as tokens, are truncated. */
const MAX_VALUE_LENGTH = 48;
const DIM = '\x1b[2m';
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

type Json = Readonly<Record<string, unknown>>;

/** Prints each step of the demo on a terminal, with the request and its answer. */
export class StepPrinter {
  private steps = 0;

  /** @param isColoured whether the output understands ANSI escapes */
  constructor(
    private readonly write: (text: string) => void,
    private readonly isColoured: boolean,
  ) {}

  /** Prints the title of a step. */
  step(title: string): void {
    this.steps += 1;
    this.line(`\n${this.paint(BOLD, `${this.steps}. ${title}`)}`);
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Prints a line that matters. */
  highlight(text: string): void {
    this.line(this.paint(BOLD, text));
  }

  /** Prints a request, with its body on one line. */
  request(method: string, path: string, body: Json | undefined): void {
    this.line(`   ${method} ${path}${body === undefined ? '' : `  ${oneLine(body)}`}`);
  }

  /**
   * Prints an answer.
   * @param shown the fields to print; all when absent
   */
  answer(status: number, body: Json, shown?: readonly string[]): void {
    const picked = shown ? pick(body, shown) : body;
    this.line(this.paint(DIM, `   ${status} ${oneLine(picked)}`));
  }

  private paint(style: string, text: string): string {
    return this.isColoured ? `${style}${text}${RESET}` : text;
  }
}

/** Selects fields; `payment.status` is a nested one. Missing fields are left out. */
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
    typeof item === 'string' && item.length > MAX_VALUE_LENGTH
      ? `${item.slice(0, MAX_VALUE_LENGTH)}…`
      : item,
  );
}
