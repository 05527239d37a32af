/** The part of a query that says how old its answer is. */
export interface Age {
  /** In milliseconds since 1970; 0 while nothing has arrived. */
  readonly dataUpdatedAt: number;
  readonly isError: boolean;
}

/** The age of several answers: that of the oldest, with an error if one of them has failed. */
export function ageOfAll(ages: readonly Age[]): Age {
  const arrived = ages.map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0);
  return {
    dataUpdatedAt: arrived.length === 0 ? 0 : Math.min(...arrived),
    isError: ages.some(({ isError }) => isError),
  };
}
