import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The JavaScript kinds of a type, such as `string`, `Date` or `null`. */
export type Kinds = readonly string[];

/** The declared types of a statement, by property. Null where there is no declaration. */
export interface DeclaredStatement {
  readonly name: string;
  readonly row: ReadonlyMap<string, Kinds> | null;
  readonly parameters: ReadonlyMap<string, Kinds>;
}

/** The files below `folder` that declare statements. */
export const filesWithStatements = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file))
    .filter((file) => /\b(statement|prepared)</.test(readFileSync(file, 'utf8')));

/** Reads the types of the rows and parameters of all statements in `files`. */
export function declaredStatements(files: readonly string[], root: string): DeclaredStatement[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
    readFileSync(file, 'utf8'),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(files, { ...options, incremental: false, noEmit: true });
  const checker = program.getTypeChecker();

  const kindsOf = (type: ts.Type): Kinds => {
    if (type.isUnion()) return [...new Set(type.types.flatMap(kindsOf))];
    const { flags } = type;
    if (flags & ts.TypeFlags.StringLike) return ['string'];
    if (flags & ts.TypeFlags.NumberLike) return ['number'];
    if (flags & ts.TypeFlags.BooleanLike) return ['boolean'];
    if (flags & ts.TypeFlags.Null) return ['null'];
    if (flags & ts.TypeFlags.Undefined) return ['undefined'];
    if (checker.isArrayType(type)) return ['array'];
    return [type.getSymbol()?.name === 'Date' ? 'Date' : 'object'];
  };
  const propertiesOf = (node: ts.TypeNode): ReadonlyMap<string, Kinds> =>
    new Map(
      checker
        .getPropertiesOfType(checker.getTypeFromTypeNode(node))
        .map((property) => [property.name, kindsOf(checker.getTypeOfSymbol(property))]),
    );

  const found: DeclaredStatement[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (!['statement', 'prepared'].includes(node.expression.text)) return;
    const [row, parameters] = node.typeArguments ?? [];
    const [name] = node.arguments;
    if (!row || !parameters || !name || !ts.isStringLiteral(name)) return;
    found.push({
      name: name.text,
      row: row.kind === ts.SyntaxKind.UnknownKeyword ? null : propertiesOf(row),
      parameters: propertiesOf(parameters),
    });
  };
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source) visit(source);
  }
  return found;
}
