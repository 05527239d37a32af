/** A row of a menu. RouterOS sends every value as text, and its id as `.id`. */
export type Row = Readonly<Record<string, string>>;
