import { type ApiError, unauthenticated } from '../common/errors/api-error.js';

const tokenRefused = (code: string, what: string): ApiError =>
  unauthenticated(
    code,
    `The metrics token ${what}. Send it as "Authorization: Bearer <METRICS_TOKEN>".`,
    'Bearer realm="lipafi metrics"',
  );

/** The reasons for refusing the metrics. */
export const metricsErrors = {
  tokenMissing: (): ApiError => tokenRefused('metrics_token_missing', 'is required'),
  tokenWrong: (): ApiError => tokenRefused('metrics_token_wrong', 'is not the right one'),
} as const;
