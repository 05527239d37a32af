/** A refusal of the server: `message` is its sentence for people, `code` is for programs. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What is wrong, by field of the request. */
    readonly fields: Readonly<Record<string, readonly string[]>> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
  }

  /** @param body the body of the answer, as far as it could be read */
  static from(response: Response, body: unknown): ApiError {
    const {
      error,
      code,
      fields,
      request_id: requestId,
    } = (typeof body === 'object' && body !== null ? body : {}) as Partial<{
      error: string;
      code: string;
      fields: Record<string, string[]>;
      request_id: string;
    }>;
    return new ApiError(
      response.status,
      code ?? 'unknown',
      error ?? `${response.status} ${response.statusText}`,
      fields,
      requestId ?? null,
    );
  }
}

/** No answer came: the phone is offline, or the server is. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(cause: unknown) {
    super('The server cannot be reached.', { cause });
  }
}

/** Whether an error has a sentence for the operator. */
export const isTold = (error: unknown): error is ApiError | UnreachableError =>
  error instanceof ApiError || error instanceof UnreachableError;
