/** The part of autocannon that the load program uses; the package has no types. */
declare module 'autocannon' {
  import { type EventEmitter } from 'node:events';

  interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
  }

  interface Options {
    readonly url: readonly string[];
    readonly connections: number;
    /** In seconds. */
    readonly duration?: number;
    /** Requests per second of all connections together; as many as possible when absent. */
    readonly overallRate?: number;
    /** The total number of requests, instead of a duration. */
    readonly amount?: number;
    /** In seconds. */
    readonly timeout: number;
    /** How often it samples and looks whether it is done, in ms; 1,000 when absent. */
    readonly sampleInt?: number;
    readonly requests: readonly (Request & {
      readonly setupRequest: (request: Request) => Request;
    })[];
  }

  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: { readonly errors: number }) => void,
  ): EventEmitter;
}
