import { type ArgumentMetadata, type Type, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import {
  type ApiError,
  type FieldErrors,
  invalidFields,
  malformedBody,
} from '../errors/api-error.js';
import { isDeeperThan } from '../json/depth.js';
import { isJsonObject } from '../json/storable-json.js';
import { requestFields } from '../openapi/field-schema.js';

/** Far above any of our requests. Deeper nesting could exhaust the stack in later code. */
const DEEPEST_BODY = 32;

/** The single sentence of the response when any of these required fields is missing. */
export interface MissingFields {
  readonly fields: readonly string[];
  readonly message: string;
}

/** A request class that may declare such a sentence. */
interface WithMissingFields {
  readonly missing?: MissingFields;
}

/** Chooses the class to validate a body against, where the content decides which fields it has. */
export type RequestVariant = (
  request: Type<object>,
  body: Readonly<Record<string, unknown>>,
) => Type<object>;

/**
 * Validates bodies and queries against their classes. Unknown fields are dropped, not rejected;
 * null in an optional field of a body counts as absent, unless the field is marked `NullRemoves`.
 *
 * @param variantOf the class to validate a body against instead of the one that its handler names
 */
export function createValidationPipe(
  variantOf: RequestVariant = (request) => request,
): ValidationPipe {
  keepRules();
  return new InputPipe(variantOf);
}

let areRulesKept = false;

/**
 * Lets class-validator keep the rules of a class. For each object it looks through the rules of all
 * classes for inherited ones, which costs more than the rest of a validation. All rules of a class
 * have to be added before it first validates an object.
 */
function keepRules(): void {
  if (areRulesKept) return;
  areRulesKept = true;
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const kept = new WeakMap<object, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    // With groups, a class has different rules for different calls. Requests have none.
    if (always || strictGroups || groups?.length) {
      return find(target, schema, always, strictGroups, groups);
    }
    const known = kept.get(target);
    if (known) return known;
    const found = find(target, schema, always, strictGroups, groups);
    kept.set(target, found);
    return found;
  };
}

class InputPipe extends ValidationPipe {
  /** Whether nothing in a query has to be given, by its class. */
  private readonly optional = new WeakMap<Type, boolean>();

  constructor(private readonly variantOf: RequestVariant) {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      validationError: { target: true, value: true },
      exceptionFactory: validationFailed,
    });
  }

  /** @throws ApiError 400 */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && this.toValidate(metadata) && value !== undefined) {
      if (!isJsonObject(value) || isDeeperThan(value, DEEPEST_BODY)) throw malformedBody();
      const metatype = this.variantOf(metadata.metatype as Type<object>, value);
      return super.transform(withoutNulls(value, metatype), { ...metadata, metatype });
    }
    if (metadata.type === 'query' && this.toValidate(metadata) && isEmpty(value)) {
      const query = metadata.metatype as Type<object>;
      // Programs ask for most lists without parameters. Validating none takes as long as validating
      // all.
      if (this.isOptional(query)) return new query();
    }
    return super.transform(value, metadata);
  }

  private isOptional(query: Type<object>): boolean {
    const known = this.optional.get(query);
    if (known !== undefined) return known;
    const fields = requestFields(query);
    const isOptional = fields.length > 0 && fields.every(({ isRequired }) => !isRequired);
    this.optional.set(query, isOptional);
    return isOptional;
  }
}

const isEmpty = (query: unknown): boolean => Object.keys(query ?? {}).length === 0;

/** Returns a body without the optional fields in which null means absent. */
function withoutNulls(body: object, request: Type<object>): object {
  const entries = Object.entries(body);
  if (!entries.some(([, value]) => value === null)) return body;
  const optional = new Set(
    requestFields(request).flatMap(({ name, isRequired, isNullable }) =>
      isRequired || isNullable ? [] : [name],
    ),
  );
  return Object.fromEntries(
    entries.filter(([name, value]) => value !== null || !optional.has(name)),
  );
}

/** Converts the errors of class-validator to our own. */
export function validationFailed(errors: readonly ValidationError[]): ApiError {
  return invalidFields(fieldsOf(errors), missingMessage(errors));
}

function fieldsOf(errors: readonly ValidationError[]): FieldErrors {
  return Object.fromEntries(
    errors.map((error) => [error.property, Object.values(error.constraints ?? {})]),
  );
}

function missingMessage(errors: readonly ValidationError[]): string | undefined {
  const requestClass = errors[0]?.target?.constructor as (Type & WithMissingFields) | undefined;
  const { fields = [], message } = requestClass?.missing ?? {};
  const isMissing = errors.some(
    ({ property, value }) => fields.includes(property) && (value ?? '') === '',
  );
  return isMissing ? message : undefined;
}
