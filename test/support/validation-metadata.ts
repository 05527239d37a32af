/** The rules that the request classes declare, from the copy of the library that the server uses. */
export { getMetadataStorage } from 'class-validator';
