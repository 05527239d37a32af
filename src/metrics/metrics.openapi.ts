import { type Description } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';
import { metricsErrors } from './metrics-errors.js';

/** Describes the metrics in the API document. */
export const metricsDocs = {
  collect: {
    summary: 'The figures that Prometheus collects',
    description: 'With `METRICS_TOKEN` set, only for `Authorization: Bearer <METRICS_TOKEN>`.',
    isFile: true,
    answers: [
      {
        status: 200,
        description: 'The figures in the text format of Prometheus.',
        mediaType: 'text/plain',
        schema: text,
        example: '# TYPE nodejs_version_info gauge\nnodejs_version_info{version="v24.0.0"} 1\n',
      },
    ],
    errors: [metricsErrors.tokenMissing(), metricsErrors.tokenWrong()],
  },
} as const satisfies Record<string, Description>;
