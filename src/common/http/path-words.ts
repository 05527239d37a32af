import { Param, type PipeTransform } from '@nestjs/common';
import { type ApiError, invalidFields } from '../errors/api-error.js';
import { describedArgument } from '../openapi/describe.decorator.js';
import { oneOf } from '../openapi/schema.js';

/** Nest's `@Param(name)` of a parameter that is one of these words. */
export const WordParam = <Word extends string>(
  name: string,
  words: readonly Word[],
  example: Word,
): ParameterDecorator =>
  describedArgument(Param(name, new OneOfPipe(name, words)), {
    parameters: [{ name, in: 'path', required: true, schema: oneOf(words), example }],
    errors: [otherWord(name, words)],
  });

/** 400: the parameter is not one of these words. */
const otherWord = (name: string, words: readonly string[]): ApiError =>
  invalidFields({ [name]: [mustBeOneOf(name, words)] });

/** The message about a value that is not one of these words. */
export const mustBeOneOf = (name: string, words: readonly string[]): string =>
  `${name} must be one of: ${words.join(', ')}`;

/** Reads a path parameter that is one of a few words. */
class OneOfPipe<Word extends string> implements PipeTransform<string, Word> {
  /** @param name the name of the parameter in the error */
  constructor(
    private readonly name: string,
    private readonly words: readonly Word[],
  ) {}

  /** @throws ApiError 400 */
  transform(value: string): Word {
    const word = this.words.find((each) => each === value);
    if (word !== undefined) return word;
    throw otherWord(this.name, this.words);
  }
}
