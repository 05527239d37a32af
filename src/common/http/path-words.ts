import { type PipeTransform } from '@nestjs/common';
import { invalidFields } from '../errors/api-error.js';

/** A path parameter that is one of a few known words. */
export class OneOfPipe<Word extends string> implements PipeTransform<string, Word> {
  /** @param name what the parameter is called in the answer to another word */
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

/** What is said about a word that is not among the known ones. */
export const mustBeOneOf = (name: string, words: readonly string[]): string =>
  `${name} must be one of: ${words.join(', ')}`;
