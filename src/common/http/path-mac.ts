import { Param, type PipeTransform } from '@nestjs/common';
import { type ApiError } from '../errors/api-error.js';
import { normaliseMac } from '../network/mac-address.js';
import { describedArgument } from '../openapi/describe.decorator.js';
import { text } from '../openapi/schema.js';

/** Reads a MAC address in a path. Nothing else can identify a device, so the response is 404. */
class MacPipe implements PipeTransform<string, string> {
  constructor(private readonly missing: () => ApiError) {}

  transform(value: string): string {
    const mac = normaliseMac(value);
    if (!mac) throw this.missing();
    return mac;
  }
}

/** The MAC address at `:mac` in the path, in any usual notation. @param missing the 404 of a device */
export const MacParam = (missing: () => ApiError): ParameterDecorator =>
  describedArgument(Param('mac', new MacPipe(missing)), {
    parameters: [
      {
        name: 'mac',
        in: 'path',
        required: true,
        description: 'A MAC address in any usual notation.',
        schema: text,
        example: 'AA:BB:CC:DD:EE:FF',
      },
    ],
    errors: [missing()],
  });
