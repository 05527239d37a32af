import { applyDecorators } from '@nestjs/common';
import { Expose, Transform, type TransformFnParams } from 'class-transformer';
import { Allow } from 'class-validator';
import { FieldSchema, Optional } from '../common/openapi/field-schema.js';

/** Reads a field from another name of the body when its own is absent. One of the two is needed. */
export const AlsoNamed = (alias: string): PropertyDecorator =>
  applyDecorators(
    // Without this, a field that is absent under its own name is never looked at.
    Expose(),
    Transform(({ value, obj }: TransformFnParams): unknown => {
      const body = obj as Readonly<Record<string, unknown>>;
      return value ?? body[alias];
    }),
    Optional(),
    FieldSchema({ description: `Needed, under this name or as \`${alias}\`.` }),
    documented(alias),
  );

/** The alias has to be a field of the document too. */
const documented =
  (alias: string): PropertyDecorator =>
  (prototype, field) => {
    const schema = {
      type: 'string',
      description: `Another name of \`${String(field)}\`.`,
    } as const;
    applyDecorators(Allow(), Optional(), FieldSchema(schema))(prototype, alias);
  };
