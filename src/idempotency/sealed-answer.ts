import { type KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { type SealedAnswer, type StoredAnswer } from './idempotency.repository.js';

/**
 * Seals the secrets of an answer, so that a replay can give them again although nothing stores them in
 * plain text. A replay has them at the end of their objects.
 *
 * @param secrets the names of the fields of the body, `a.b` for field `b` of field `a`; those that it
 *   does not have are ignored
 */
export function sealAnswer(
  answer: StoredAnswer,
  secrets: readonly string[],
  keyRing: KeyRing,
): SealedAnswer {
  const { body } = answer;
  if (!isJsonObject(body)) return { answer, secretsSealed: null };
  const { open, secret } = divided(body, secrets, '');
  if (Object.keys(secret).length === 0) return { answer, secretsSealed: null };
  return {
    answer: { ...answer, body: open },
    secretsSealed: keyRing.seal(new Secret(JSON.stringify(secret))),
  };
}

/** Opens a stored answer. Without the key that sealed its secrets, it has none. */
export function openAnswer(
  { answer, secretsSealed }: SealedAnswer,
  keyRing: KeyRing,
): StoredAnswer {
  if (secretsSealed === null) return answer;
  try {
    const secrets = JSON.parse(keyRing.open(secretsSealed).reveal()) as Fields;
    return { ...answer, body: joined(answer.body as Fields, secrets) };
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    return answer;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** @param above the names of the objects that `fields` is in, each with a dot behind it */
function divided(
  fields: Fields,
  secrets: readonly string[],
  above: string,
): { readonly open: Fields; readonly secret: Fields } {
  const open: Record<string, unknown> = {};
  const secret: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const path = above + name;
    const hasSecrets = secrets.some((each) => each.startsWith(`${path}.`));
    if (secrets.includes(path)) {
      secret[name] = value;
    } else if (hasSecrets && isJsonObject(value)) {
      const inside = divided(value, secrets, `${path}.`);
      open[name] = inside.open;
      if (Object.keys(inside.secret).length > 0) secret[name] = inside.secret;
    } else {
      open[name] = value;
    }
  }
  return { open, secret };
}

function joined(open: Fields, secret: Fields): Fields {
  const inside = Object.entries(secret).map(([name, value]) => {
    const beside = open[name];
    return [name, isJsonObject(beside) && isJsonObject(value) ? joined(beside, value) : value];
  });
  return { ...open, ...(Object.fromEntries(inside) as Fields) };
}
