import { ApiError } from '../common/errors/api-error.js';

/** The errors about events. */
export const eventErrors = {
  /** 410: what happened after the cursor is not known completely. */
  cursorExpired: (): ApiError =>
    new ApiError(
      410,
      'cursor_expired',
      'This cursor is older than the events that are kept, or of another database. Ask for events ' +
        'without `after`, keep that cursor, and then read the lists again.',
    ),
};
