import { Transform, type TransformFnParams } from 'class-transformer';
import { registerDecorator, type ValidationArguments } from 'class-validator';
import { isJsonObject } from '../common/json/storable-json.js';
import { FieldSchema } from '../common/openapi/field-schema.js';
import { IsOneOf } from '../common/validation/rules.js';
import { parseCommandPath } from './router-os/command-path.js';
import { isQueryable } from './router-os/query-words.js';
import { ROUTER_OS_METHODS, type RouterOsMethod } from './router-os/router-os.client.js';

/** `POST /routers/{id}/execute-command/` */
export class ExecuteCommandRequest {
  /** Relative to `/rest/`, such as `ip/hotspot/active`. */
  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? (parseCommandPath(value) ?? value) : value,
  )
  @IsCommandPath()
  @FieldSchema({
    type: 'string',
    description: 'A path below `/rest/`, such as `ip/hotspot/active` or `ip/hotspot/user/NAME`.',
  })
  command!: string;

  @Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? value.toUpperCase() : value,
  )
  @FieldSchema({ enum: ROUTER_OS_METHODS.flatMap((method) => [method, method.toLowerCase()]) })
  @IsOneOf(ROUTER_OS_METHODS)
  method: RouterOsMethod = 'GET';

  @IsCommandData()
  @FieldSchema({
    type: 'object',
    description: 'The conditions of a GET, the fields of a POST, PUT or PATCH.',
  })
  data: Record<string, unknown> = {};
}

function IsCommandPath(): PropertyDecorator {
  return rule('isCommandPath', ({ value }) =>
    typeof value === 'string' && parseCommandPath(value) === value
      ? null
      : 'command must be a path such as ip/hotspot/active or ip/hotspot/user/NAME, ' +
        'its names as they are: without address, query, escapes or ..',
  );
}

function IsCommandData(): PropertyDecorator {
  return rule('isCommandData', ({ value, object }) => {
    if (!isJsonObject(value)) return 'data must be an object';
    const { method } = object as ExecuteCommandRequest;
    if (method === 'GET' && !isQueryable(value)) {
      return 'data holds the conditions of a GET: only texts, numbers and true or false';
    }
    if (method === 'DELETE' && Object.keys(value).length > 0) {
      return 'data does not go with DELETE: name the row in the command, such as ip/address/*1';
    }
    return null;
  });
}

/** @param faultOf returns the fault, or null */
function rule(
  name: string,
  faultOf: (argument: ValidationArguments) => string | null,
): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (_value, argument) => argument !== undefined && faultOf(argument) === null,
        defaultMessage: (argument) => (argument && faultOf(argument)) ?? `${name} does not hold`,
      },
    });
  };
}
