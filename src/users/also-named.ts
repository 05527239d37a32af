import { applyDecorators } from '@nestjs/common';
import { Expose, Transform, type TransformFnParams } from 'class-transformer';

/** Reads a field from another name of the body when its own is absent. */
export const AlsoNamed = (alias: string): PropertyDecorator =>
  applyDecorators(
    // Without this, a field that is absent under its own name is never looked at.
    Expose(),
    Transform(({ value, obj }: TransformFnParams): unknown => {
      const body = obj as Readonly<Record<string, unknown>>;
      return value ?? body[alias];
    }),
  );
