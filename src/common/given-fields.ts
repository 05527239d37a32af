/** An object's fields without those that are undefined. */
type GivenFields<T> = { -readonly [Field in keyof T]?: Exclude<T[Field], undefined> };

/** Returns the fields of a change that are given. Undefined fields stay unchanged. */
export function givenFields<T extends object>(change: T): GivenFields<T> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as GivenFields<T>;
}
