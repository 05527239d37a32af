/** Who keeps the tokens of a login: a browser in a cookie, or a client of the API by itself. */
export const SESSION_KINDS = ['browser', 'api'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];
