import { type StepPrinter } from './step-printer.js';

type Json = Readonly<Record<string, unknown>>;

/** A request of the demo and how to print it. */
export interface DemoCall {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** The fields of the answer to show. */
  readonly shown?: readonly string[];
  /** Whether to print nothing, for a repeated request. */
  readonly isQuiet?: boolean;
}

/** Calls the server over HTTP, as portals and dashboards do, and prints the requests. */
export class DemoClient {
  constructor(
    private readonly baseUrl: string,
    private readonly printer: StepPrinter,
  ) {}

  /** @throws Error with the server's message when the answer is an error */
  async call(call: DemoCall): Promise<Json> {
    const { method = 'POST', path, body, headers, shown, isQuiet = false } = call;
    if (!isQuiet) this.printer.request(method, path, body);
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Json;
    if (!isQuiet) this.printer.answer(response.status, answer, shown);
    if (!response.ok) throw new Error(`${method} ${path}: ${String(answer.error)}`);
    return answer;
  }
}
