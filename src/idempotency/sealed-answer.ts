import { type KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { type SealedAnswer, type StoredAnswer } from './idempotency.repository.js';

/**
 * Seals the secrets of an answer, so that a replay can give them again although nothing stores them in
 * plain text.
 *
 * @param secrets the names of the fields of the body; those that it does not have are ignored
 */
export function sealAnswer(
  answer: StoredAnswer,
  secrets: readonly string[],
  keyRing: KeyRing,
): SealedAnswer {
  const { body } = answer;
  if (!isJsonObject(body) || !secrets.some((name) => name in body)) {
    return { answer, secretsSealed: null };
  }
  const isSecret = ([name]: [string, unknown]): boolean => secrets.includes(name);
  const fields = Object.entries(body);
  const sealed = Object.fromEntries(fields.filter(isSecret));
  return {
    answer: { ...answer, body: Object.fromEntries(fields.filter((field) => !isSecret(field))) },
    secretsSealed: keyRing.seal(new Secret(JSON.stringify(sealed))),
  };
}

/** Opens a stored answer. Without the key that sealed its secrets, it has none. */
export function openAnswer(
  { answer, secretsSealed }: SealedAnswer,
  keyRing: KeyRing,
): StoredAnswer {
  if (secretsSealed === null) return answer;
  try {
    const secrets = JSON.parse(keyRing.open(secretsSealed).reveal()) as object;
    return { ...answer, body: { ...(answer.body as object), ...secrets } };
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    return answer;
  }
}
