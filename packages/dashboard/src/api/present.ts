/** A query without the names that have no value, as the client wants it. */
export const present = <T extends object>(
  values: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
