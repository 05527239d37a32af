/**
 * The sealed keys that an attempt `a` was made with, to be joined laterally; no row once they are
 * removed. They are those of its version of the credentials, whether these were replaced, deleted or
 * taken out of use since: another account's answer would prove nothing about the attempt.
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
