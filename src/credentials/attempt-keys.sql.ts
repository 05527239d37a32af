/**
 * A lateral subquery for the sealed keys that attempt `a` was made with; no row once they are
 * deleted. It uses the attempt's version of the credentials, even when they were replaced, deleted or
 * deactivated since: the answer of another account proves nothing about the attempt.
 */
export const KEYS_OF_ATTEMPT = `
  SELECT current.api_key, current.private_key_sealed, current.webhook_challenge_sealed
    FROM credentials current
   WHERE current.user_id = a.user_id AND current.id = a.credential_id
     AND current.version = a.credential_version AND current.deleted_at IS NULL
  UNION ALL
  SELECT retired.api_key, retired.private_key_sealed, retired.webhook_challenge_sealed
    FROM credential_versions retired
   WHERE retired.user_id = a.user_id AND retired.credential_id = a.credential_id
     AND retired.version = a.credential_version`;
