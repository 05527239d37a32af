import { applyDecorators } from '@nestjs/common';
import { Expose, Transform, type TransformFnParams } from 'class-transformer';
import { Allow } from 'class-validator';
import { FieldSchema, Optional } from '../common/openapi/field-schema.js';

/** Accepts an alias for a field of the body. One of the two is required. */
export const AlsoNamed = (alias: string): PropertyDecorator =>
  applyDecorators(
    // Without this, class-transformer skips a field that is absent under its own name.
    Expose(),
    Transform(({ value, obj }: TransformFnParams): unknown => {
      const body = obj as Readonly<Record<string, unknown>>;
      return value ?? body[alias];
    }),
    Optional(),
    FieldSchema({ description: `Needed, under this name or as \`${alias}\`.` }),
    documented(alias),
  );

/** Adds the alias to the API document. */
const documented =
  (alias: string): PropertyDecorator =>
  (prototype, field) => {
    const schema = {
      type: 'string',
      description: `Another name of \`${String(field)}\`.`,
    } as const;
    applyDecorators(Allow(), Optional(), FieldSchema(schema))(prototype, alias);
  };
