import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';

export type Credential = components['schemas']['Credential'];
type Page = components['schemas']['CredentialPage'];

/** More than one operator has. */
const MOST = 200;

/** All keys of the operator, the newest first. */
export const useCredentials = (): UseQueryResult<Page> =>
  useQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/payments/credentials/', { params: { query: { limit: MOST } }, signal })),
  });
