/** A refusal of a request, which becomes an error response. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** OAuth's word, for the errors of tokens. */
    readonly oauthError: string | null = null,
  ) {
    super(message);
  }
}

/** The body of an error of the API. */
export const errorBody = (status: number, message: string): object => ({
  error_code: String(status),
  error_message: message,
});
