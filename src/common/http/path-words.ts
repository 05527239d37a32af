import { type PipeTransform } from '@nestjs/common';
import { invalidFields } from '../errors/api-error.js';

/** Reads a path parameter that is one of a few words. */
export class OneOfPipe<Word extends string> implements PipeTransform<string, Word> {
  /** @param name the name of the parameter in the error */
  constructor(
    private readonly name: string,
    private readonly words: readonly Word[],
  ) {}

  /** @throws ApiError 400 */
  transform(value: string): Word {
    const word = this.words.find((each) => each === value);
    if (word !== undefined) return word;
    throw invalidFields({ [this.name]: [mustBeOneOf(this.name, this.words)] });
  }
}

/** The message about a value that is not one of these words. */
export const mustBeOneOf = (name: string, words: readonly string[]): string =>
  `${name} must be one of: ${words.join(', ')}`;
